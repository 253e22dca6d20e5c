/** Exports from the request to the file. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Finding, type ApiClient, type Export } from '@cspmexa/contracts';
import { newId, type Session } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../test/code-of.js';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, group, network } from '../../test/sample-units.js';
import { hostile } from '../../test/formats/sample-report.js';
import { insertFindings } from '../../test/many-findings.js';
import { parseCsv } from '../../test/parse-csv.js';
import { storableText } from '../findings/storable.js';
import { ExportExpiry } from './export-expiry.js';
import { mostUnfinished } from './export-sql.js';

const hour = 3_600_000;
let engine: EngineUnderTest;
let ana: ApiClient;
beforeAll(async () => {
  engine = await startEngine();
  const names = Array.from({ length: 40 }, (_, n) => bucket(`bucket-${n}`, n % 4 ? 'Never' : 'Suspended'));
  await engine.collect(1, [buckets(names), network('us-east-1', [group('sg-1', 'us-east-1', 22)])]);
  ana = await engine.client({ email: 'ana@example.com' });
}, 60_000);
afterAll(() => engine?.stop(), 30_000);

type Body = Parameters<ApiClient['startExport']>[0]['body'];
const settled = (id: string, client = ana): Promise<Export> =>
  eventually(async () => {
    const now = await client.getExport({ params: { exportId: id } });
    expect(['done', 'failed']).toContain(now.state);
    return now;
  }, 20_000);
const made = async (body: Body, client = ana): Promise<Export> =>
  settled((await client.startExport({ body })).id, client);
const download = async (
  exportId: string,
  session: Partial<Session> = { email: 'ana@example.com' },
): Promise<Response> =>
  fetch(`${engine.service.url}/v1/exports/${exportId}/file`, {
    headers: { authorization: await engine.authorization(session) },
  });
const nameOf = ({ resourceName }: Finding): string => resourceName ?? '';
/** Files in the object store, by export. */
const filesOf = async (id: string): Promise<string[]> => {
  const folder = path.join(engine.folder, 'exports', engine.tenantId, id);
  return existsSync(folder) ? readdir(folder) : [];
};

describe('an export (E13)', () => {
  it.each(['csv', 'json', 'ndjson', 'ocsf', 'asff', 'sarif', 'html', 'pdf'] as const)(
    'as %s has as many rows as the list of the same query, and is downloaded as a file',
    async (format) => {
      const q = 'service:s3 status:open';
      const { total } = await ana.listFindings({ query: { q } });
      const done = await made({ of: 'findings', q, format, timeZone: 'America/Sao_Paulo' });
      expect(done).toMatchObject({ state: 'done', rows: total, total, failure: null });
      expect(Date.parse(done.expiresAt ?? '') - Date.parse(done.endedAt ?? '')).toBe(24 * hour);
      const response = await download(done.id);
      const body = Buffer.from(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(body.length).toBe(done.bytes);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-disposition': `attachment; filename="${done.fileName}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-length': String(done.bytes),
      });
      expect(done.fileName).toMatch(/^cspmexa-findings-20260301-120000\./);
    },
    30_000,
  );

  it('is in the order that was asked for, and tells what the list tells', async () => {
    for (const sort of ['-severity', 'severity', 'openedAt', '-changedAt', 'dueAt'] as const) {
      const { items } = await ana.listFindings({ query: { sort, limit: 200 } });
      const { id } = await made({ of: 'findings', sort, format: 'json' });
      const exported: unknown = await (await download(id)).json();
      expect(Finding.array().parse(exported)).toEqual(items);
    }
  }, 60_000);

  it('of a query that finds nothing is an empty file and not a failure', async () => {
    const done = await made({ of: 'findings', q: 'text-of-nothing', format: 'json' });
    expect(done).toMatchObject({ state: 'done', rows: 0, total: 0 });
    expect(await (await download(done.id)).json()).toEqual([]);
  });

  it('of `is:mine` is that of its owner', async () => {
    const [finding] = (await ana.listFindings({ query: {} })).items;
    await ana.changeFinding({ params: { findingId: finding?.id ?? '' }, body: { assignee: 'ana@example.com' } });
    expect((await made({ of: 'findings', q: 'is:mine', format: 'csv' })).rows).toBe(1);
    const rui = await engine.client({ email: 'rui@example.com' });
    expect((await made({ of: 'findings', q: 'is:mine', format: 'csv' }, rui)).rows).toBe(0);
  });

  it('holds what its owner may see and nothing else (R06)', async () => {
    const of = (accountIds: string[]) => engine.client({ email: 'lia@example.com', accountIds });
    const { total } = await ana.listFindings({ query: {} });
    const all = { of: 'findings', format: 'json' } as const;
    const hers = await of([engine.accountId]);
    const done = await made(all, hers);
    expect(done.rows).toBe(total);
    expect((await made(all, await of([newId()]))).rows).toBe(0);
    // Somebody whose accounts were taken away does not get them from an older file.
    const now = { email: 'lia@example.com', accountIds: [newId()] };
    expect((await download(done.id, now)).status).toBe(404);
    expect((await (await engine.client(now)).listExports()).items.map(({ id }) => id)).not.toContain(done.id);
    // One that was made before its owner was limited holds everything.
    const whole = await made(all, await engine.client({ email: 'lia@example.com' }));
    expect((await download(whole.id, { email: 'lia@example.com', accountIds: [engine.accountId] })).status).toBe(404);
  }, 30_000);

  it("is nobody else's: neither a colleague's nor another tenant's (R02)", async () => {
    const { id } = await made({ of: 'findings', format: 'csv' });
    const params = { exportId: id };
    for (const who of [{ email: 'rui@example.com' }, { email: 'ana@example.com', tenantId: newId() }]) {
      const other = await engine.client(who);
      expect(await codeOf(other.getExport({ params }))).toBe('not-found');
      expect(await codeOf(other.removeExport({ params }))).toBe('not-found');
      expect((await download(id, who)).status).toBe(404);
      expect((await other.listExports()).items.map((item) => item.id)).not.toContain(id);
    }
    expect((await ana.listExports()).items.map((item) => item.id)).toContain(id);
  });

  it('is deleted with its file when its owner says so', async () => {
    const { id } = await made({ of: 'findings', format: 'csv' });
    expect(await filesOf(id)).toHaveLength(1);
    await ana.removeExport({ params: { exportId: id } });
    expect(await filesOf(id)).toEqual([]);
    expect(await codeOf(ana.getExport({ params: { exportId: id } }))).toBe('not-found');
  });

  it('says times in the zone that was asked for, with its offset', async () => {
    const { id } = await made({ of: 'findings', format: 'csv', timeZone: 'Asia/Kolkata' });
    const [head = [], first = []] = parseCsv(await (await download(id)).text());
    expect(first[head.indexOf('opened_at')]).toBe('2026-03-01T17:30:00+05:30');
  });

  it.each([
    [{ of: 'findings', format: 'docx' }, 'invalid-input'],
    [{ of: 'findings', format: 'csv', q: 'colour:red' }, 'invalid-input'],
    [{ of: 'findings', format: 'csv', timeZone: 'Mars/Olympus' }, 'invalid-input'],
    [{ of: 'compliance', frameworkId: 'no-such', format: 'csv' }, 'not-found'],
    [{ of: 'compliance', frameworkId: 'fsbp', accountId: newId(), format: 'csv' }, 'not-found'],
    [{ of: 'compliance', frameworkId: 'fsbp', format: 'sarif' }, 'invalid-input'],
  ])('is refused at once when it asks %j', async (body, code) => {
    expect(await codeOf(ana.startExport({ body: body as Body }))).toBe(code); // what no client of ours would send
  });
});

describe('an export of more than a page (E13)', () => {
  const count = 1_250;
  const tenantId = newId();
  let rui: ApiClient;
  beforeAll(async () => {
    await insertFindings(engine, tenantId, [newId(), newId()], count);
    await engine.rows(
      `update findings set due_at = opened_at + interval '1 day' where tenant_id = $1::uuid and severity > 2`,
      tenantId,
    );
    rui = await engine.client({ email: 'rui@example.com', tenantId });
  }, 30_000);

  it.each(['-severity', 'severity', 'openedAt', '-changedAt', 'dueAt'] as const)(
    'by %s has each finding once, in the order of the list',
    async (sort) => {
      const listed: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await rui.listFindings({ query: { sort, limit: 200, ...(cursor ? { cursor } : {}) } });
        listed.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      const done = await made({ of: 'findings', sort, format: 'ndjson' }, rui);
      expect(done).toMatchObject({ rows: count, total: count });
      const text = await (await download(done.id, { email: 'rui@example.com', tenantId })).text();
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => Finding.parse(JSON.parse(line)).id),
      ).toEqual(listed);
    },
    30_000,
  );

  /** Holds the next file back: resolves once it is to be written, to a function that lets it go on. */
  const heldBack = async (start: () => Promise<unknown>): Promise<() => void> => {
    let goOn = (): void => undefined;
    await new Promise<void>((resolve, reject) => {
      engine.onWrite = () => {
        engine.onWrite = undefined;
        resolve();
        return new Promise<void>((end) => (goOn = end));
      };
      start().catch(reject);
    });
    return () => goOn();
  };

  it('holds what there was when it began', async () => {
    let id = '';
    const goOn = await heldBack(async () => {
      ({ id } = await rui.startExport({ body: { of: 'findings', format: 'json' } }));
    });
    await engine.rows(`delete from findings where tenant_id = $1::uuid and severity = 0`, tenantId);
    goOn();
    expect(await settled(id, rui)).toMatchObject({ rows: count, total: count });
    expect((await made({ of: 'findings', format: 'json' }, rui)).rows).toBe((count * 4) / 5);
  }, 30_000);

  it('leaves nothing behind when its owner stops it half-way', async () => {
    let id = '';
    const goOn = await heldBack(async () => {
      ({ id } = await rui.startExport({ body: { of: 'findings', format: 'csv' } }));
    });
    expect(await rui.getExport({ params: { exportId: id } })).toMatchObject({ state: 'running' });
    await rui.removeExport({ params: { exportId: id } });
    goOn();
    expect(await codeOf(rui.getExport({ params: { exportId: id } }))).toBe('not-found');
    // Those that follow are made, and by then its file has been taken away.
    for (let n = 0; n < 3; n += 1)
      expect(await made({ of: 'findings', format: 'csv' }, rui)).toMatchObject({ state: 'done' });
    await eventually(async () =>
      expect(await readdir(path.join(engine.folder, 'exports', tenantId, id)).catch(() => [])).toEqual([]),
    );
  }, 30_000);
});

describe('an export of what people and attackers put into names', () => {
  const tenantId = newId();
  const names = [...hostile, 'nul \u0000, halves \uD800 \uDC00', 'שלום 漢字 👩‍👩‍👧', 'y'.repeat(2_000)];
  let eva: ApiClient;
  beforeAll(async () => {
    await insertFindings(engine, tenantId, [newId(), newId()], names.length);
    const rows = await engine.rows<{ id: string }>('select id from findings where tenant_id = $1::uuid', tenantId);
    for (const [at, { id }] of rows.entries()) {
      const text = storableText(names[at] ?? '');
      const exception = { reason: text, ticket: null, until: null, owner: text, approver: text };
      await engine.rows(
        `update findings set resource_name = $2, resource_arn = 'arn:aws:s3:::' || $2, title = $3::jsonb, reason = $3::jsonb, policy_id = $2,
           discriminator = $2, status = 'excepted', exception = $4::jsonb, resolution = null where id = $1::uuid`,
        ...[id, text, JSON.stringify({ en: text, pt: text })],
        JSON.stringify({ ...exception, createdAt: '2026-03-01T12:00:00.000Z' }),
      );
    }
    await engine.rows(
      `insert into accounts (tenant_id, id, name) select distinct tenant_id, account_id, $2 from findings where tenant_id = $1::uuid`,
      ...[tenantId, '=cmd|<img src=x onerror=alert(1)>'],
    );
    eva = await engine.client({ email: 'eva@example.com', tenantId });
  }, 30_000);

  it.each(['csv', 'json', 'ndjson', 'ocsf', 'asff', 'sarif', 'html', 'pdf'] as const)(
    'as %s is whole and can be read (X01, X02)',
    async (format) => {
      const done = await made({ of: 'findings', format }, eva);
      expect(done).toMatchObject({ state: 'done', rows: names.length, total: names.length });
      const response = await download(done.id, { email: 'eva@example.com', tenantId });
      const body = Buffer.from(await response.arrayBuffer());
      if (format === 'pdf') return expect(body.subarray(-6).toString()).toBe('%%EOF\n');
      const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
      const stored = names.map(storableText).sort();
      const lines = text.trimEnd().split('\n');
      if (format === 'json') expect(Finding.array().parse(JSON.parse(text)).map(nameOf).sort()).toEqual(stored);
      if (format === 'ndjson')
        expect(lines.map((line) => nameOf(Finding.parse(JSON.parse(line)))).sort()).toEqual(stored);
      if (format === 'ocsf' || format === 'asff') expect(JSON.parse(text)).toHaveLength(names.length);
      if (format === 'sarif') expect(JSON.parse(text)).toMatchObject({ runs: [{ results: { length: names.length } }] });
      if (format === 'csv') {
        const [, ...rows] = parseCsv(text);
        expect(rows).toHaveLength(names.length);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      }
      if (format === 'html') {
        expect(text.match(/<tr role="row" data-tone/g)).toHaveLength(names.length);
        expect(text).not.toMatch(/<(?:script|img|svg|iframe)/i);
      }
    },
    30_000,
  );
});

describe('an export of a framework', () => {
  it.each(['csv', 'json', 'html', 'pdf'] as const)(
    'as %s has every control',
    async (format) => {
      for (const accountId of [null, engine.accountId]) {
        const done = await made({ of: 'compliance', frameworkId: 'cis-aws-7.0', accountId, format, language: 'pt' });
        const framework = await ana.getComplianceFramework({
          params: { frameworkId: 'cis-aws-7.0' },
          query: accountId === null ? {} : { accountId },
        });
        const controls = framework.sections.flatMap((section) => section.controls);
        expect(done).toMatchObject({ state: 'done', rows: controls.length });
        const text = await (await download(done.id)).text();
        if (format === 'json') expect(JSON.parse(text)).toEqual(framework);
        if (format === 'csv') expect(parseCsv(text)).toHaveLength(controls.length + 1);
        if (format === 'html') for (const { number } of controls) expect(text).toContain(`<b>${number} `);
        if (format === 'pdf') expect(text.slice(0, 8)).toBe('%PDF-1.7');
      }
    },
    30_000,
  );
});

describe('exports that wait', () => {
  const stuck = async (owner: string, count: number, state = 'queued'): Promise<void> => {
    // In the future, so that no worker takes them.
    await engine.owner.query(
      `insert into exports (tenant_id, id, owner, account_ids, input, state, file_name, created_at, lease_until)
       select $1, gen_random_uuid(), $2, '{}', $3, $4, 'x.csv', now(), '2027-01-01' from generate_series(1, $5)`,
      [
        engine.tenantId,
        owner,
        { of: 'findings', q: '', sort: '-severity', format: 'csv', language: 'pt', timeZone: 'UTC' },
        state,
        count,
      ],
    );
  };

  it('are at most twenty of one person, however many ask at once', async () => {
    const eva = await engine.client({ email: 'eva@example.com' });
    await stuck('eva@example.com', mostUnfinished - 1);
    const codes = await Promise.all(
      [1, 2, 3].map(() => codeOf(eva.startExport({ body: { of: 'findings', q: 'is:open', format: 'csv' } }))),
    );
    // The one that was let in may have been made before the next one asked.
    expect(codes.filter((code) => code === 'answered').length).toBeGreaterThanOrEqual(1);
    expect(new Set(codes.filter((code) => code !== 'answered'))).toEqual(
      new Set(codes.some((code) => code !== 'answered') ? ['too-many'] : []),
    );
    await stuck('eva@example.com', 1);
    expect(await codeOf(eva.startExport({ body: { of: 'findings', format: 'csv' } }))).toBe('too-many');
    await made({ of: 'findings', format: 'csv' });
    await engine.owner.query(`delete from exports where owner = 'eva@example.com'`);
  });

  it('have no file to download', async () => {
    await stuck('ana@example.com', 1);
    const waiting = (await ana.listExports()).items.find(({ state }) => state === 'queued');
    expect((await download(waiting?.id ?? '')).status).toBe(409);
    await ana.removeExport({ params: { exportId: waiting?.id ?? '' } });
  });

  it('are begun again when their worker is gone, and fail with a reason after three attempts', async () => {
    await stuck('ana@example.com', 2, 'running');
    await engine.owner.query(`update exports set worker = gen_random_uuid() where state = 'running'`);
    const [lost = '', last = ''] = (await ana.listExports()).items.flatMap(({ id, state }) =>
      state === 'running' ? [id] : [],
    );
    await engine.owner.query(
      `update exports set attempts = case id when $1 then 1 else 3 end, lease_until = $3 where id = any($2::uuid[])`,
      [lost, [lost, last], engine.clock.now()],
    );
    expect(await settled(lost)).toMatchObject({ state: 'done' });
    expect(await settled(last)).toMatchObject({ state: 'failed', failure: expect.stringContaining('interrompida') });
    expect((await engine.rows('select attempts from exports where id = $1::uuid', lost))[0]).toEqual({ attempts: 2 });
    expect((await download(last)).status).toBe(409);
  }, 30_000);

  it('fail with a reason and a trace when they cannot be written', async () => {
    // A file where the folder should be: nothing can be written below it.
    const { writeFile } = await import('node:fs/promises');
    await stuck('ana@example.com', 1);
    const waiting = (await ana.listExports()).items.find(({ state }) => state === 'queued');
    await writeFile(path.join(engine.folder, 'exports', engine.tenantId, waiting?.id ?? ''), '');
    await engine.owner.query('update exports set attempts = 2, lease_until = null where id = $1', [waiting?.id]);
    const failed = await settled(waiting?.id ?? '');
    expect(failed).toMatchObject({ state: 'failed', failure: expect.stringMatching(/\(trace [0-9a-f]{32}\)$/) });
  }, 30_000);
});

describe('a day later', () => {
  it('an export and its file are gone, and so is a file that no export points to', async () => {
    const { id } = await made({ of: 'findings', format: 'csv' });
    const orphan = `exports/${engine.tenantId}/${newId()}/1`;
    await engine.objects.put(orphan, Buffer.from('left behind'));
    await engine.objects.put(`exports/${engine.tenantId}/${id}/0`, Buffer.from('of an earlier attempt'));
    const expiry = engine.service.app.get(ExportExpiry);
    await expiry.clear();
    expect(await filesOf(id)).toEqual(['1']);
    expect(await engine.objects.has(orphan)).toBe(false);
    engine.clock.advance(24 * hour);
    // From that moment on, whenever whoever deletes them comes.
    expect((await download(id)).status).toBe(404);
    expect((await ana.listExports()).items).toEqual([]);
    expect(await filesOf(id)).toEqual(['1']);
    await expiry.clear();
    expect(await filesOf(id)).toEqual([]);
    expect((await ana.listExports()).items).toEqual([]);
    expect(await engine.rows('select id from exports where tenant_id = $1::uuid', engine.tenantId)).toEqual([]);
  });
});
