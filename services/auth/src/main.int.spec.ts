import { once } from 'node:events';
import path from 'node:path';
import { freePort, withDatabase } from '@cspmexa/platform';
import { createTestDatabase, eventually, runTypeScript, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const main = path.join(import.meta.dirname, 'main.ts');

describe('the auth service as a process of its own', () => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await createTestDatabase();
  });
  afterAll(() => base.drop());
  const newDatabase = (): string =>
    withDatabase(base.url, { database: new URL(base.url).pathname.slice(1), schema: 'auth' });

  it('starts, is ready, and ends in order when it is told to', async () => {
    const port = await freePort();
    const child = runTypeScript(main, [], {
      PORT: String(port),
      LOG_LEVEL: 'silent',
      DATABASE_URL: newDatabase(),
      AUTH_SECRET: 'a secret of the tests, long enough',
      GOOGLE_CLIENT_ID: 'id',
      GOOGLE_CLIENT_SECRET: 'secret',
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
