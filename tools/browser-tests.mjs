/**
 * `npm run test:browser`: tries the dashboard in headless Chromium, against example data and against a whole installation of its own
 * (or the one at BASE_URL). Without a browser it says so loudly and skips. Arguments: the names of the suites to run (pages, behaviour, real…).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { node, nx, root } from './run.mjs';
import { browserResults, browserResultsAgain, browserRun } from './trust/results.mjs';

const folder = path.join(import.meta.dirname, '../frontend/e2e');
const suites = readdirSync(folder).flatMap((file) => /^(.+)\.e2e\.mjs$/.exec(file)?.[1] ?? []);
const wanted = process.argv.slice(2);
const files = suites
  .filter((suite) => wanted.length === 0 || wanted.includes(suite))
  .map((suite) => path.join(root, `frontend/e2e/${suite}.e2e.mjs`));

const runs = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const findChromium = () =>
  [
    process.env.CHROMIUM_PATH,
    ...names.flatMap((name) =>
      (process.env.PATH ?? '')
        .split(path.delimiter)
        .concat('/usr/bin')
        .map((folder) => path.join(folder, name)),
    ),
  ].find((file) => file && runs(file));

function installChromium() {
  if (process.getuid?.() !== 0 || process.env.CSPMEXA_NO_INSTALL || spawnSync('apt-get', ['--version']).status !== 0)
    return;
  console.log('No Chromium here: installing it with apt-get.');
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

let chromium = findChromium();
if (!chromium) {
  installChromium();
  chromium = findChromium();
}
if (!chromium) {
  const tests = files.reduce((sum, file) => sum + (readFileSync(file, 'utf8').match(/^\s*it\(/gm)?.length ?? 0), 0);
  console.warn(
    `\n!!! BROWSER TESTS SKIPPED: no Chromium was found (CHROMIUM_PATH, ${names.join(', ')}). ${tests} tests in ${files.length} files did not run.\n`,
  );
  process.exit(0);
}

const needsInstallation = files.some((file) => /(real|loop)\.e2e\.mjs$/.test(file)) && !process.env.BASE_URL;
const built = await nx('build', needsInstallation ? [] : ['-p', '@cspmexa/contracts', '@cspmexa/frontend']);
if (built !== 0) process.exit(built);

/** Starts everything on a data folder of its own. Resolves when it is ready. */
async function startInstallation() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-browser-'));
  // The database does not run as root and has to pass; otherwise its data would go, and stay, elsewhere.
  chmodSync(data, 0o711);
  const program = path.join(root, 'services/standalone/bin/cspmexa.mjs');
  const env = { ...process.env, CSPMEXA_SANDBOX: 'on' };
  const child = spawn('node', [program, 'start', '--data', data], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let url;
  let sandbox;
  for await (const line of createInterface({ input: child.stdout })) {
    sandbox ??= /^aws .* (http:\S+)\/aws\//.exec(line)?.[1];
    url = /^ready +(http\S+)/.exec(line)?.[1];
    if (url) break;
  }
  if (!url) throw new Error('The installation for the browser tests did not start.');
  child.stdout.resume();
  return {
    url,
    sandbox,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const isWhole = wanted.length === 0;
mkdirSync(path.dirname(browserResults), { recursive: true });
if (isWhole) for (const results of [browserResults, browserResultsAgain]) rmSync(results, { force: true });

/** Runs files one after another: they share the machine, and a browser in a hurry is a flaky witness. */
const test = (these, results, env) =>
  node(
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      // A whole run leaves its results for `npm run trust`.
      ...(isWhole ? ['--test-reporter=junit', `--test-reporter-destination=${results}`] : []),
      ...these,
    ],
    { env },
  );

/** A whole run gives the files that failed a second try, and tells it loudly. */
async function testAgain(env) {
  const names = browserRun().flatMap(({ file, status }) => (status === 'failed' ? [path.join(root, file)] : []));
  const failed = files.filter((file) => names.includes(file));
  if (failed.length === 0) return 1;
  console.log(`\n!!! ${failed.length} files of browser tests failed. They get a second try.\n`);
  const code = await test(failed, browserResultsAgain, env);
  const said = code === 0 ? 'FLAKY, passed at its second try' : 'FAILED twice';
  for (const file of failed) console.log(`!!! ${said}: ${path.relative(root, file)}`);
  return code;
}

const installation = needsInstallation ? await startInstallation() : undefined;
try {
  const places = installation && { BASE_URL: installation.url, SANDBOX_URL: installation.sandbox };
  const env = { CHROMIUM_PATH: chromium, ...places };
  const code = await test(files, browserResults, env);
  process.exitCode = code === 0 || !isWhole ? code : await testAgain(env);
} finally {
  await installation?.stop();
}
