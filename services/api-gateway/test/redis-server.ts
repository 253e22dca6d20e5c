/** A Redis for one test file, where the machine has one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { freePort } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { Redis } from 'ioredis';

/** The program, if it is in the PATH. */
export function findRedis(): string | undefined {
  // Tests look for programs as a shell does.
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, 'redis-server')).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it on loopback, with nothing on disk. */
export async function startRedis(program: string): Promise<RedisServer> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child: ChildProcess = spawn(program, options, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  await eventually(async () => {
    if (client.status !== 'ready') await client.connect();
    await client.ping();
  }, 10_000);
  client.disconnect();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}
