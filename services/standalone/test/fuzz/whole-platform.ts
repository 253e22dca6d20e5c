/** The whole platform as one process of its own, as `cspmexa start` makes it: its callers see nothing but its address. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { programOf } from '../run-cli.js';

export interface WholePlatform {
  readonly site: string;
  stop(): Promise<void>;
}

const patienceMs = 120_000;

/** Starts it on a database, with the sandbox account, and waits until it is ready. */
export async function startWholePlatform(databaseUrl: string): Promise<WholePlatform> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-fuzz-'));
  const child = spawn(process.execPath, programOf(['start', '--port', '0', '--data', folder]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      CSPMEXA_SANDBOX: 'on',
      DATABASE_URL: databaseUrl,
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  let said = '';
  const site = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It does not get ready: ${said}`)), patienceMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, url] = /^ready +(http:\S+) /m.exec(said) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`It ended: ${said}`));
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { site, stop };
}
