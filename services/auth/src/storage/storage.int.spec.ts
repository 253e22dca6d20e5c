import { authTables } from './tables.js';
import { StorageReport } from '@cspmexa/contracts';
import { expect, it } from '@jest/globals';
import { siteUnderTest } from '../../test/site-under-test.js';

it('tells what every table holds, to those who may see the system', async () => {
  const site = await siteUnderTest();
  try {
    const ask = async (name: string) => {
      const browser = site.browser();
      await site.signIn(browser, name);
      return site.api(String(await site.token(browser)), '/v1/storage/auth');
    };
    const { status, text } = await ask('Ana Souza');
    expect(status).toBe(200);
    const { tables } = StorageReport.parse(JSON.parse(text));
    const { rows } = await site.database.pool.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = current_schema() and tablename not like '\\_%'`,
    );
    expect(tables.map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name).sort());
    expect(tables).toHaveLength(authTables(400).length);
    expect((await ask('Carla Dias')).status).toBe(403);
  } finally {
    await site.stop();
  }
}, 60_000);
