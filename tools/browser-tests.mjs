/**
 * `npm run test:browser`: builds the dashboard and tries it in headless Chromium. With BASE_URL it also tries a running installation there.
 * Without a browser it says so loudly and skips. Arguments: the names of the suites to run (pages, behaviour, real).
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { node, nx, root } from './run.mjs';

const suites = ['behaviour', 'pages', 'real'];
const wanted = process.argv.slice(2);
const files = suites
  .filter((suite) => (wanted.length > 0 ? wanted.includes(suite) : suite !== 'real' || process.env.BASE_URL))
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

const built = await nx('build', ['-p', '@cspmexa/contracts', '@cspmexa/frontend']);
if (built !== 0) process.exit(built);
// One after another: they share the machine, and a browser in a hurry is a flaky witness.
process.exitCode = await node(['--test', '--test-concurrency=1', '--test-reporter=spec', ...files], {
  env: { CHROMIUM_PATH: chromium },
});
