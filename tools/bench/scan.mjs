/** `cspmexa scan` as a process of its own: what it takes, and whether it tells the truth about the calls it made. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../run.mjs';
import { calibrate } from './calibration.mjs';
import { startAccount } from './serve.mjs';

const keys = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

/** Runs the command and measures it: the process notes what it used when it ends. */
async function run(url) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-bench-'));
  const nothing = fs.openSync(os.devNull, 'w');
  try {
    const report = path.join(folder, 'usage.json');
    const program = `
      process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));
      import(${JSON.stringify(path.join(root, 'services/standalone/bin/cspmexa.mjs'))});
    `;
    const started = performance.now();
    const child = spawn(process.execPath, ['--eval', program, '--', 'cspmexa', 'scan', '--output', 'ndjson'], {
      stdio: ['ignore', nothing, 'pipe'],
      env: { ...process.env, ...keys, AWS_ENDPOINT_URL: url },
    });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    if (![0, 3].includes(code)) throw new Error(`The scan ended with ${code}: ${said}`);
    const wall = (performance.now() - started) / 1_000;
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(fs.readFileSync(report, 'utf8'));
    return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024, said };
  } finally {
    fs.closeSync(nothing);
    fs.rmSync(folder, { recursive: true });
  }
}

const numberIn = (said, word) => Number(new RegExp(`\\b${word} (\\d+)`).exec(said)?.[1]);

/** Scans accounts of these sizes. @returns a row for each; `truthful` is false when a scan miscounted its calls. */
export async function measureScans(sizes, latencyMs) {
  const rows = [];
  for (const resources of sizes) {
    const account = await startAccount(resources, latencyMs);
    try {
      const loop = calibrate();
      const { wall, cpu, peakMb, said } = await run(account.url);
      const verdicts = numberIn(said, 'verdicts');
      rows.push({
        resources,
        'calls at server': await account.requests(),
        'calls + retries': numberIn(said, 'calls') + numberIn(said, 'retries'),
        verdicts,
        'wall s': Number(wall.toFixed(1)),
        'CPU s': Number(cpu.toFixed(1)),
        'CPU / loop': Math.round(cpu / loop),
        'CPU ms / resource': Number(((cpu / resources) * 1_000).toFixed(2)),
        'peak MB': Math.round(peakMb),
        'verdicts/s': Math.round(verdicts / wall),
      });
    } finally {
      await account.stop();
    }
  }
  return { rows, truthful: rows.every((row) => row['calls at server'] === row['calls + retries']) };
}
