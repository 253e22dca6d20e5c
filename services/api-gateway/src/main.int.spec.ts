import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { freePort } from '@cspmexa/platform';
import { eventually, runTypeScript } from '@cspmexa/testkit';
import { describe, expect, it } from '@jest/globals';

const main = path.join(import.meta.dirname, 'main.ts');

describe('the gateway as a process of its own', () => {
  it('starts, is ready once auth has said which sessions have ended, and ends in order when it is told to', async () => {
    const [port, authPort] = [await freePort(), await freePort()];
    const child = runTypeScript(main, [], {
      PORT: String(port),
      AUTH_URL: `http://127.0.0.1:${authPort}`,
      LOG_LEVEL: 'silent',
    });
    const exited = once(child, 'exit');
    child.stdout?.resume();
    const readiness = (status: number) =>
      eventually(
        async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(status),
        20_000,
      );
    await readiness(503);
    const auth = createServer((_request, response) => void response.end('{"items":[],"last":0}'));
    auth.listen(authPort, '127.0.0.1');
    await readiness(200);
    auth.close();
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  }, 40_000);
});
