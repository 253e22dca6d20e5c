import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '@cspmexa/platform';
import { eventually, runTypeScript } from '@cspmexa/testkit';
import { describe, expect, it } from '@jest/globals';

const main = path.join(import.meta.dirname, 'main.ts');

describe('the gateway as a process of its own', () => {
  it('starts, is ready, and ends in order when it is told to', async () => {
    const port = await freePort();
    const child = runTypeScript(main, [], {
      PORT: String(port),
      LOG_LEVEL: 'silent',
    });
    const exited = once(child, 'exit');
    child.stdout?.resume();
    await eventually(
      async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200),
      20_000,
    );
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  }, 40_000);
});
