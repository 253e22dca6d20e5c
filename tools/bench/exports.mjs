/** Exports of many findings, made by a policy engine in a process of its own: what they cost that process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../run.mjs';
import { startWithFindings } from './many-findings.mjs';

const formats = ['csv', 'json', 'ndjson', 'ocsf', 'asff', 'sarif', 'html', 'pdf'];

/** What each format takes, in a table. `truthful`: false when one has other rows than it should have. */
export async function measureExports(findings) {
  const child = fork(import.meta.filename, [String(findings)]);
  const ended = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ended]);
  const [code] = await ended;
  if (typeof answer[0] !== 'object' || code !== 0) throw new Error(`The exports ended with ${code}.`);
  return answer[0];
}

const rounded = (value, digits = 1) => Number(value.toFixed(digits));

/** Memory is that of the process, and how much more it is than before the first export; others wait for as long as the event loop is held up. */
async function runExports(findings) {
  const { createClient } = await import(path.join(root, 'libs/contracts/dist/index.js'));
  const engine = await startWithFindings(findings);
  try {
    const api = createClient({ baseUrl: engine.url, headers: engine.headers });
    const { total } = await api.listFindings({ query: { limit: 1 } });
    const table = {};
    let truthful = true;
    const idle = process.memoryUsage().rss;
    // What the machine alone makes it wait, beside which the others are to be read.
    const still = monitorEventLoopDelay({ resolution: 10 });
    still.enable();
    await wait(5_000);
    still.disable();
    table.nothing = {
      'loop held up, p99 ms': rounded(still.percentile(99) / 1e6),
      'at most ms': rounded(still.max / 1e6),
    };
    for (const format of formats) {
      globalThis.gc?.();
      const delays = monitorEventLoopDelay({ resolution: 10 });
      let most = 0;
      const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
      delays.enable();
      const [cpu, started] = [process.cpuUsage(), performance.now()];
      let made = await api.startExport({ body: { of: 'findings', format, timeZone: 'America/Sao_Paulo' } });
      while (made.state === 'queued' || made.state === 'running') {
        await wait(100);
        made = await api.getExport({ params: { exportId: made.id } });
      }
      const wall = (performance.now() - started) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      delays.disable();
      clearInterval(watching);
      truthful &&=
        made.state === 'done' && (made.rows === total || (['html', 'pdf'].includes(format) && made.rows > 0));
      table[format] = {
        rows: made.rows,
        MB: rounded((made.bytes ?? 0) / 1e6),
        'wall s': rounded(wall),
        'CPU s': rounded((user + system) / 1e6),
        'most MB in memory': Math.round(most / 1e6),
        'more than idle': Math.round((most - idle) / 1e6),
        'loop held up, p99 ms': rounded(delays.percentile(99) / 1e6),
        'at most ms': rounded(delays.max / 1e6),
      };
    }
    process.send({ table, truthful });
  } finally {
    await engine.stop();
    process.disconnect();
  }
}

if (process.argv[1] === import.meta.filename) await runExports(Number(process.argv[2]));
