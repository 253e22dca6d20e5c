import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { AuditTrail } from './audit-trail.js';

describe('the audit trail', () => {
  let site: Site;
  let admin: string;
  let trail: AuditTrail;
  let minutes = 0;
  beforeAll(async () => {
    site = await siteUnderTest();
    const browser = site.browser();
    await site.signIn(browser, 'Ana Souza');
    admin = String(await site.token(browser));
    trail = new AuditTrail(site.database, { now: () => new Date(Date.UTC(2026, 0, 1, 0, (minutes += 1))) });
    for (let index = 1; index <= 5; index += 1)
      await trail.record(site.tenantId, {
        actor: 'ana@tucanuva.example',
        action: 'dead-letters.redrive',
        target: `consumer ${index}`,
        detail: { index },
      });
    await trail.record(crypto.randomUUID(), { actor: 'x', action: 'x.y', target: 'of another tenant', detail: {} });
  }, 60_000);
  afterAll(() => site.stop());

  const page = async (query: string) => {
    const { status, text } = await site.api(admin, `/v1/audit${query}`);
    return {
      status,
      ...(JSON.parse(text) as { items: { target: string; at: string }[]; next: string; code?: string }),
    };
  };

  it('is read a page at a time, the newest first, by its own tenant (R02)', async () => {
    const targets: string[] = [];
    let cursor = '';
    do {
      const { items, next } = await page(`?limit=2${cursor}`);
      targets.push(...items.map(({ target }) => target));
      cursor = next ? `&cursor=${encodeURIComponent(next)}` : '';
    } while (cursor);
    expect(targets).toEqual([5, 4, 3, 2, 1].map((index) => `consumer ${index}`));
    expect((await page('?limit=1')).items).toEqual([
      expect.objectContaining({ at: '2026-01-01T00:05:00.000Z', detail: { index: 5 }, traceId: null }),
    ]);
  });

  it.each(['x', Buffer.from('not an id').toString('base64url'), '.'])('refuses the cursor %j (I05)', async (cursor) => {
    expect(await page(`?cursor=${cursor}`)).toMatchObject({ status: 400, code: 'invalid-cursor' });
  });

  it.each([`update audit_entries set actor = 'somebody else'`, 'delete from audit_entries', 'truncate audit_entries'])(
    'does not allow: %s (U02)',
    async (sql) => {
      await expect(site.database.pool.query(sql)).rejects.toThrow('append-only');
      expect((await page('?limit=200')).items.filter(({ target }) => target.startsWith('consumer'))).toHaveLength(5);
    },
  );
});
