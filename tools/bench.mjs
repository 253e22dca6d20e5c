/**
 * What scanning costs: `npm run bench [-- <resources>…] [--latency <ms>]`. A synthetic account behind a local server that answers each call
 * after 20 ms, scanned by `cspmexa scan` as a process of its own; the judge alone; and a loop to compare this machine with another.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nx, root } from './run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { latency: { type: 'string', default: '20' }, serve: { type: 'boolean', default: false } },
});
const latencyMs = Number(values.latency);
const sizes = positionals.length > 0 ? positionals.map(Number) : [200, 2_000, 20_000];
const built = (name) => import(path.join(root, name));

/** Serves an account of that size and tells the parent where. */
async function serve(resources) {
  const { startSandboxServer, syntheticAccount } = await built('libs/sandbox/dist/index.js');
  const account = syntheticAccount({ resources });
  account.latencyMs = latencyMs;
  const { url } = await startSandboxServer(account);
  process.on('message', () => process.send({ calls: account.calls.length, problems: account.planted.length }));
  process.on('disconnect', () => process.exit());
  process.send({ url });
}

const answerOf = (child) => new Promise((resolve) => child.once('message', resolve));

/** Runs the scan and measures it: the process notes what it used when it ends. */
async function scanned(url, folder) {
  const report = path.join(folder, 'usage.json');
  const verdicts = fs.openSync(path.join(folder, 'verdicts.ndjson'), 'w');
  const program = `
    process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));
    import(${JSON.stringify(path.join(root, 'services/standalone/bin/cspmexa.mjs'))});
  `;
  const started = performance.now();
  const child = spawn(process.execPath, ['--eval', program, '--', 'cspmexa', 'scan', '--output', 'ndjson', '--quiet'], {
    stdio: ['ignore', verdicts, 'inherit'],
    env: { ...process.env, AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const wall = (performance.now() - started) / 1_000;
  fs.closeSync(verdicts);
  if (![0, 3].includes(code)) throw new Error(`The scan ended with ${code}.`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
}

/** Seconds that the reference machine (2 shared cores of 2026) takes for the loop below. */
const referenceSeconds = 0.115;

/** How many times as long as the reference machine this one takes for work that never changes; the best of five. */
function calibration() {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    let sum = 0;
    for (let index = 0; index < 1e8; index += 1) sum = (Math.imul(sum, 31) + index) | 0;
    return (performance.now() - started) / 1_000 + (sum === 0.5 ? 1 : 0); // the sum is used, so the loop is not left out
  });
  return Math.min(...times) / referenceSeconds;
}

/** Verdicts a second of the judge alone, over what an account of 2,000 resources holds. */
async function judged() {
  const { sandboxRequestHandler, syntheticAccount } = await built('libs/sandbox/dist/index.js');
  const kit = await built('libs/collector-kit/dist/index.js');
  const { collectorList } = await built('libs/collectors/dist/index.js');
  const { policyList } = await built('libs/policies/dist/index.js');
  const { Judge, MemoryWorld } = await built('libs/policy-kit/dist/index.js');
  const account = syntheticAccount({ resources: 2_000 });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const clients = new kit.Clients({
    credentials,
    homeRegion: 'us-east-1',
    requestHandler: sandboxRequestHandler(account),
  });
  const [coverage, limits, { signal }] = [new kit.Coverage(), new kit.AccountLimits(), new AbortController()];
  const awsFor = (service, region) =>
    new kit.Aws({
      clients,
      coverage,
      limits,
      service,
      place: { partition: 'aws', accountId: account.id, region },
      signal,
    });
  const plan = kit.planFor(policyList);
  const world = new MemoryWorld();
  const sink = { resource: (resource) => world.add(resource), hole: (hole) => world.addHole(hole) };
  for (const unit of kit.unitsOf(collectorList, plan, { services: [], regions: [] }, account.state.settings.regions))
    await kit.collectUnit(
      kit.collectorsOfUnit(collectorList, plan, unit),
      plan,
      awsFor(unit.service, unit.region),
      sink,
    );
  let best = 0;
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    let count = 0;
    for (const verdict of new Judge(policyList, new Date(), world).all()) count += verdict.outcome ? 1 : 0;
    best = Math.max(best, (count / (performance.now() - started)) * 1_000);
  }
  return best;
}

async function main() {
  const projects = ['cspmexa', ...['sandbox', 'policies', 'collectors'].map((name) => `@cspmexa/${name}`)];
  if ((await nx('build', ['--projects', projects.join(',')])) !== 0) return 1;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-bench-'));
  const rows = [];
  try {
    for (const resources of sizes) {
      const args = [import.meta.filename, '--serve', '--latency', String(latencyMs), String(resources)];
      const server = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const { url } = await answerOf(server);
      const { wall, cpu, peakMb } = await scanned(url, folder);
      server.send('how many?');
      const { calls } = await answerOf(server);
      server.disconnect();
      const verdicts = fs.readFileSync(path.join(folder, 'verdicts.ndjson'), 'latin1').split('\n').length - 1;
      rows.push({
        resources,
        'API calls': calls,
        verdicts,
        'wall s': Number(wall.toFixed(1)),
        'CPU s': Number(cpu.toFixed(1)),
        'peak MB': Math.round(peakMb),
        'verdicts/s': Math.round(verdicts / wall),
      });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  console.table(rows);
  console.log(
    `each call takes ${latencyMs} ms; calibration ${calibration().toFixed(2)} (1.00: the reference machine; divide times by it)`,
  );
  console.log(`the judge alone: ${Math.round(await judged()).toLocaleString('en')} verdicts/s on one core`);
  return 0;
}

if (values.serve) await serve(sizes[0]);
else process.exitCode = await main();
