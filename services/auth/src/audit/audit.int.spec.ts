/** The audit trail through the gateway: what auditors read, and what is in it that no handler wrote. */
import { randomUUID } from 'node:crypto';
import { recordAudit, type Audited } from '@cspmexa/messaging';
import { runInRequest, systemClock } from '@cspmexa/platform';
import { getMe } from '@cspmexa/contracts';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { AuditTrail } from './audit-trail.js';

interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly target: { readonly kind: string; readonly id: string };
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly traceId: string | null;
}

let site: Site;
let admin: string;
let trail: AuditTrail;
beforeAll(async () => {
  site = await siteUnderTest();
  admin = await site.signedIn('Ana Souza');
  trail = new AuditTrail(site.database, systemClock, site.logs.logger);
}, 60_000);
afterAll(() => site.stop());

const page = async (query = '', token = admin) => {
  const { status, text } = await site.api(token, `/v1/audit${query}`);
  const answer = JSON.parse(text) as { items: Entry[]; next: string | null; code?: string };
  return { status, ...answer };
};
const record = (more: Partial<Audited>, tenantId = site.tenantId) =>
  trail.recordAlone(tenantId, {
    actor: 'ana@tucanuva.example',
    action: 'thing.changed',
    target: { kind: 'thing', id: 'one' },
    ...more,
  });

describe('reading the trail', () => {
  beforeAll(async () => {
    for (let index = 1; index <= 5; index += 1)
      await record({ action: 'page.turned', target: { kind: 'page', id: `page ${index}` }, after: { index } });
    await record({ action: 'page.turned', target: { kind: 'page', id: 'of another tenant' } }, randomUUID());
    await record({ action: 'pager.rang', actor: 'system:100%_sure', outcome: 'refused', reason: 'forbidden' });
  });

  it('goes a page at a time, the newest first, in its own tenant (R02)', async () => {
    const ids: string[] = [];
    let cursor = '';
    do {
      const { items, next } = await page(`?limit=2&action=page${cursor}`);
      ids.push(...items.map(({ target }) => target.id));
      cursor = next ? `&cursor=${encodeURIComponent(next)}` : '';
    } while (cursor);
    expect(ids).toEqual([5, 4, 3, 2, 1].map((index) => `page ${index}`));
  });

  it.each([
    ['action=page.turned', 5],
    ['action=page', 5],
    ['action=pag', 0],
    ['action=page.', 0],
    ['action=p%25', 0],
    ['actor=100%25_SURE', 1],
    ['actor=100__sure', 0],
    ['action=page&target=PAGE%203', 1],
    ['action=page&target=a_e', 0],
    ['action=pager&outcome=refused', 1],
    ['action=pager&outcome=done', 0],
    ['action=page&from=2999-01-01T00:00:00Z', 0],
    ['action=page&to=2000-01-01T00:00:00Z', 0],
    ['action=page&from=2000-01-01T00:00:00Z&to=2999-01-01T00:00:00Z', 5],
    [`action=page&target=${encodeURIComponent(`'; drop table audit_entries; --`)}`, 0],
  ])('finds with %s (I01)', async (query, count) => {
    const { status, items } = await page(`?limit=200&${query}`);
    expect({ status, count: items.length }).toEqual({ status: 200, count });
  });

  it.each(['x', '.', Buffer.from('["audit",-1]').toString('base64url'), Buffer.from('["x",1]').toString('base64url')])(
    'refuses the cursor %j (I05)',
    async (cursor) => {
      expect(await page(`?cursor=${cursor}`)).toMatchObject({ status: 400, code: 'invalid-cursor' });
    },
  );

  it('finds a whole action by its index', async () => {
    const plan = await site.database.withTenant(site.tenantId, async (tx) => {
      await tx.$executeRawUnsafe('set local enable_seqscan = off');
      return tx.$queryRawUnsafe<Record<string, string>[]>(
        `explain select * from audit_entries e where e.tenant_id = $1::uuid and e.action = $2 order by e.seq desc limit 50`,
        site.tenantId,
        'page.turned',
      );
    });
    expect(JSON.stringify(plan)).toContain('audit_entries_tenant_id_action_seq_idx');
  });
});

describe('a copy of the trail as a file', () => {
  const download = (query: string) => site.api(admin, `/v1/audit/export${query}`);
  const nasty = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠1', 'a"b,c\r\nd'];

  it('is CSV that no spreadsheet runs, with every row in it (X01)', async () => {
    for (const id of nasty) await record({ action: 'csv.made', target: { kind: 'cell', id }, after: { id } });
    const { status, text, headers } = await download('?format=csv&action=csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/);
    const [head = [], ...lines] = cellsOf(text);
    expect(lines.map((cells) => cells[head.indexOf('target_id')])).toEqual(
      nasty.map((id) => (id.startsWith('a"') ? id : `'${id}`)),
    );
    expect(lines.map((cells) => JSON.parse(cells[head.indexOf('after')] ?? ''))).toEqual(nasty.map((id) => ({ id })));
  });

  it('is JSON, a row on each line, as it is, the oldest first, longer than a page (X01)', async () => {
    const count = 1_203;
    await site.database.withTenant(site.tenantId, (tx) =>
      trail.append(
        tx,
        site.tenantId,
        Array.from({ length: count }, (_, index) => ({
          id: randomUUID(),
          at: new Date().toISOString(),
          actor: '=cmd()',
          action: 'json.made',
          outcome: 'done' as const,
          reason: null,
          target: { kind: 'line', id: String(index) },
          before: null,
          after: null,
          address: null,
          userAgent: null,
          traceId: null,
        })),
      ),
    );
    const { text, headers } = await download('?format=json&action=json.made');
    expect(headers.get('content-disposition')).toMatch(/\.jsonl"$/);
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
    expect(rows.map(({ target }) => Number(target.id))).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(rows[0]?.actor).toBe('=cmd()');
  });

  it('is empty but for its head when nothing is found', async () => {
    expect((await download('?action=none.such')).text).toMatch(/^seq,id,at[^\n]*\r\n$/);
  });
});

describe('the trail', () => {
  it('says that it is whole, and names the row that is not (U02)', async () => {
    const ask = async () => JSON.parse((await site.api(admin, '/v1/audit/verification')).text) as object;
    expect(await ask()).toMatchObject({ broken: null, oldestSeq: 1, head: expect.stringMatching(/^[\da-f]{64}$/) });
  });

  it('hides secrets, and cuts what is too large (U01)', async () => {
    const id = await record({
      action: 'secret.kept',
      before: {
        externalId: 'x',
        nested: [{ clientSecret: 'x', code: '123456', recoveryCodes: ['a'] }],
        hasToken: true,
      },
      after: { text: 'x'.repeat(20_000), header: 'Bearer abcdefghijklmnop' },
    });
    const row = (await page('?action=secret.kept')).items.find((entry) => entry.id === id);
    const hidden = '[redacted]';
    expect(row?.before).toEqual({
      externalId: hidden,
      nested: [{ clientSecret: hidden, code: hidden, recoveryCodes: hidden }],
      hasToken: true,
    });
    expect(row?.after).toMatchObject({ cutAt: 8_192, bytes: expect.any(Number), text: expect.any(String) });
    expect(JSON.stringify(row?.after)).not.toContain('abcdefghijklmnop');
  });

  it('keeps line ends and escape sequences as data, and logs each row as one line of JSON (U01)', async () => {
    const evil = 'a\r\n{"level":"info","audit":"forged"}\u001b[2J\u009b31m\u2028\0b';
    const id = await record({
      actor: evil,
      target: { kind: 'thing', id: evil },
      after: { [evil]: evil },
      reason: evil,
    });
    const stored = evil.replace('\0', '\ufffd');
    const row = (await page('?action=thing.changed')).items.find((entry) => entry.id === id);
    expect(row).toMatchObject({ actor: stored, target: { id: stored }, after: { [stored]: stored } });
    const lines = site.logs
      .text()
      .split('\n')
      .filter((line) => line.includes(id));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'audit', audit: { id, action: 'thing.changed' } });
  });

  it('takes what other services have told, once, with what they knew of the request (U01)', async () => {
    const before = (await page('?action=elsewhere.changed')).items.length;
    const session = { tenantId: site.tenantId, userId: randomUUID(), sessionId: randomUUID(), role: 'admin' as const };
    const asked = {
      route: getMe,
      session: { ...session, email: 'ana@tucanuva.example', tokenName: 'ci' },
      address: '203.0.113.9',
      userAgent: 'a\nbrowser',
      audited: 0,
    };
    await runInRequest(asked, () =>
      site.database.withTenant(site.tenantId, (tx) =>
        recordAudit(tx, site.tenantId, { action: 'elsewhere.changed', target: { kind: 'account', id: 'x' } }),
      ),
    );
    expect(asked.audited).toBe(1);
    await eventually(async () => expect((await page('?action=elsewhere.changed')).items).toHaveLength(before + 1));
    expect((await page('?action=elsewhere.changed')).items[0]).toMatchObject({
      actor: 'token:ci (ana@tucanuva.example)',
      address: '203.0.113.9',
      userAgent: 'a\nbrowser',
      outcome: 'done',
    });
  });

  it('knows who was refused what by the gateway, and by the service behind it (U01)', async () => {
    const browser = site.browser();
    await site.signIn(browser, 'Bruno Lima');
    const token = String(await site.token(browser));
    const refused = async () => (await page('?action=access.refused&limit=200')).items;
    const before = (await refused()).length;
    expect((await site.api(token, '/v1/members')).status).toBe(403);
    await eventually(async () => expect(await refused()).toHaveLength(before + 1));
    const direct = await fetch(`${site.authUrl}/v1/members`, { headers: { authorization: `Bearer ${token}` } });
    expect(direct.status).toBe(403);
    const [second, first] = await refused();
    for (const row of [first, second])
      expect(row).toMatchObject({
        outcome: 'refused',
        reason: 'forbidden',
        target: { kind: 'operation', id: 'listMembers /v1/members' },
        traceId: expect.stringMatching(/^[\da-f]{32}$/),
        address: expect.stringContaining('127.0.0.1'),
      });
    expect(await refused()).toHaveLength(before + 2);
  });
});

/** The cells of a CSV file, as RFC 4180 says. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
