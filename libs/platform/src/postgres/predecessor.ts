/** What an earlier run left: a lock file, and perhaps a server without its owner. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DataFolder } from './data-folder.js';

/** How long an orphan may take to shut down, in milliseconds. */
const patience = 10_000;

/** Makes way for a new server on the same data. Throws when the data belong to a server that is in use. */
export async function clearPredecessor({ data, owner }: DataFolder): Promise<void> {
  const lock = path.join(data, 'postmaster.pid');
  const pid = firstNumber(lock);
  if (pid === undefined) return;
  // After a crash or a reboot the number may belong to any process: only a postgres on these data counts.
  if (!commandOf(pid).includes('postgres')) {
    rmSync(lock, { force: true });
    return;
  }
  const ownerPid = firstNumber(owner);
  if (ownerPid === process.pid || (ownerPid !== undefined && /node|cspmexa/.test(commandOf(ownerPid)))) {
    throw new Error(
      `Another process (${ownerPid}) is using the embedded PostgreSQL in ${path.dirname(data)}. Stop it first.`,
    );
  }
  for (const [signal, until] of [
    ['SIGINT', patience],
    ['SIGQUIT', patience / 2],
  ] as const) {
    signalIfThere(pid, signal);
    if (await ended(pid, until)) return;
  }
  throw new Error(`A PostgreSQL without owner (process ${pid}) holds ${data} and does not stop. Stop it first.`);
}

async function ended(pid: number, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    if (!commandOf(pid).includes('postgres')) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The number that a file begins with; undefined when there is none above 1. */
export function firstNumber(file: string): number | undefined {
  const number = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  return Number.isInteger(number) && number > 1 ? number : undefined;
}

/** The command line of a process; empty when there is none (or only its remains). */
export function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended.
  }
  return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? '';
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
