/** Runs the chaos tests: `npm run chaos -- --only K01 --seed 7`. Fails when one of them does. */
import { parseArgs } from 'node:util';
import { ChaosRun } from './chaos-run.js';
import { startServers } from './chaos-servers.js';
import { suites } from './suites.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '3' },
    resources: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '2' },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const options = {
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  resources: Number(values.resources),
  minutes: Number(values.minutes),
  only: values.only,
};
const servers = await startServers({ isBuilt: !values.source });
if (!servers.rabbit) {
  say(
    'CHAOS IS SKIPPED: there is no RabbitMQ program here. Install rabbitmq-server, or run as root where apt-get works.',
  );
  await servers.stop();
  process.exit(0);
}
say(`seed ${options.seed}, accounts of about ${options.resources} resources, logs in ${servers.folder}`);
const run = new ChaosRun(options, servers, say);
for (const suite of suites) await run.suite(suite);
say('');
const widest = Math.max(...run.outcomes.map(({ test }) => test.length), 4);
for (const { id, test, result, seconds, facts } of run.outcomes)
  say(`${id.padEnd(8)} ${test.padEnd(widest)} ${result.padEnd(6)} ${seconds.toFixed(1).padStart(7)} s  ${facts}`);
const failed = run.outcomes.filter(({ result }) => result === 'FAILED').length;
say(
  run.outcomes.length === 0
    ? `\nNo test is called ${options.only}.`
    : `\n${run.outcomes.length - failed} of ${run.outcomes.length} passed; seed ${options.seed}`,
);
if (failed > 0 && values.keep) say(`kept: ${servers.folder}`);
else await servers.stop();
process.exit(failed > 0 || run.outcomes.length === 0 ? 1 : 0);
