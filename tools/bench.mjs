/**
 * What scanning and reading cost: `npm run bench [-- <resources>…] [--latency <ms>] [--platform <resources>] [--lists <findings>]
 * [--triage <findings>] [--exports <findings>]`; a number that is 0 leaves its part out. A synthetic account behind a local server that
 * answers each call after 20 ms: scanned by `cspmexa scan` as a process of its own, and twice by the platform, collector and policy engine
 * over a database of their own; then lists of findings, changes of many of them and exports over HTTP; then the judge alone. A loop of fixed
 * work is measured beside each, since machines differ. Fails when a scan miscounts its calls, a scan of an unchanged account writes what did
 * not change, or a change or an export is about other findings than it should be.
 */
import { parseArgs } from 'node:util';
import { calibrate } from './bench/calibration.mjs';
import { measureExports } from './bench/exports.mjs';
import { measureJudge } from './bench/judge.mjs';
import { measureLists } from './bench/lists.mjs';
import { measurePlatform } from './bench/platform.mjs';
import { measureScans } from './bench/scan.mjs';
import { measureTriage } from './bench/triage.mjs';
import { nx } from './run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    latency: { type: 'string', default: '20' },
    platform: { type: 'string', default: '2000' },
    lists: { type: 'string', default: '100000' },
    triage: { type: 'string', default: '100000' },
    exports: { type: 'string', default: '100000' },
  },
});
const latencyMs = Number(values.latency);
const sizes = positionals.length > 0 ? positionals.map(Number).filter((size) => size > 0) : [200, 2_000, 20_000];
const projects = [
  'cspmexa',
  ...['sandbox', 'policies', 'collectors', 'collector', 'policy-engine', 'testkit'].map((name) => `@cspmexa/${name}`),
];

async function main() {
  if ((await nx('build', ['--projects', projects.join(',')])) !== 0) return 1;
  const failures = [];

  console.log(`\ncspmexa scan, ${latencyMs} ms a call`);
  const { rows, truthful } = await measureScans(sizes, latencyMs);
  console.table(rows);
  if (!truthful) failures.push('A scan reports other calls than the server saw.');

  if (Number(values.platform) > 0) {
    const { scans, written, bookkeeping, events, rewritten } = await measurePlatform(
      Number(values.platform),
      latencyMs,
    );
    console.log(
      `\ncollector and policy engine in one process, an account of ${values.platform} resources scanned twice`,
    );
    console.table(scans);
    console.log('rows written (inserted + updated + deleted) of what was found');
    console.table(written);
    console.log('rows written to keep count of scans, units, messages');
    console.table(bookkeeping);
    console.log('messages published');
    console.table(events);
    if (rewritten.length > 0) failures.push(`The scan of an unchanged account wrote: ${rewritten.join(', ')}.`);
  }

  if (Number(values.lists) > 0) {
    console.log(`\nlists of ${values.lists} findings, ms at the service`);
    console.table(await measureLists(Number(values.lists)));
  }

  if (Number(values.triage) > 0) {
    console.log(`\nchanges of some of ${values.triage} findings at once, s at the service`);
    const { table, truthful: isTold } = await measureTriage(Number(values.triage), [1_000, 20_000]);
    console.table(table);
    if (!isTold) failures.push('A change of many says other numbers than it should.');
  }

  if (Number(values.exports) > 0) {
    console.log(`\nexports of ${values.exports} findings, in the process that makes them`);
    const { table, truthful: isWhole } = await measureExports(Number(values.exports));
    console.table(table);
    if (!isWhole) failures.push('An export has other rows than the list.');
  }

  const [loop, verdicts] = [calibrate(), await measureJudge()];
  console.log(
    `\nthe judge alone: ${Math.round(verdicts).toLocaleString('en')} verdicts for a second of one core, ${Math.round(verdicts * loop).toLocaleString('en')} a loop`,
  );
  console.log(`the loop takes ${(loop * 1_000).toFixed(1)} ms of CPU; divide by it to compare machines`);
  for (const failure of failures) console.error(failure);
  return failures.length > 0 ? 1 : 0;
}

process.exitCode = await main();
