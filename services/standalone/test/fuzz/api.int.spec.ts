/** I05, I06, X03: the whole API from outside, with everything that a caller should not send. */
import { randomUUID } from 'node:crypto';
import { createTestDatabase, eventually, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Problem } from '@cspmexa/contracts';
import { withDatabase } from '@cspmexa/platform';
import pg from 'pg';
import { z } from 'zod';
import { faultOf, type FuzzAnswer } from './answers.js';
import { readDocument, type ApiDocument, type Operation } from './document.js';
import { hostileEncoded, hostileStrings } from './hostile-strings.js';
import { fuzz, inParallel, send } from './run.js';
import { Sessions } from './sessions.js';
import { startWholePlatform, type WholePlatform } from './whole-platform.js';

/** Of each operation; `node tools/fuzz.mjs` takes more. */
const cases = 20;
const seed = 20_261_121;

/** Groups are told apart by their key, changes by their finding. */
const Item = z.union([
  z.looseObject({ id: z.string() }),
  z.looseObject({ key: z.string() }).transform(({ key }) => ({ id: key })),
  z.looseObject({ finding: z.object({ id: z.string() }) }).transform(({ finding }) => finding),
]);
const Page = z.object({ items: z.array(Item), next: z.string().nullable().optional() });

describe('the API under hostile requests', () => {
  let database: TestDatabase;
  let platform: WholePlatform;
  let sessions: Sessions;
  let document: ApiDocument;
  /** What some lists have to be asked with. */
  const needed = new Map([['/api/v1/finding-groups', 'by=resource']]);
  const address = (path: string, more: string): string =>
    `${path}?${[...(needed.has(path) ? [needed.get(path)] : []), more].join('&')}`;
  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startWholePlatform(withDatabase(database.url, { schema: 'public' }));
    sessions = await Sessions.start(platform.site, 'Ana Souza', 8);
    document = await readDocument(platform.site);
    // Lists with something in them.
    await eventually(async () => {
      const { items } = await page('/api/v1/scans?state=complete,partial');
      expect(items.length).toBeGreaterThan(0);
      needed.set('/api/v1/scan-comparison', `to=${items[0]?.id}`);
      expect((await page('/api/v1/findings?limit=2')).next).toEqual(expect.any(String));
    }, 90_000);
  }, 240_000);
  afterAll(async () => {
    await platform?.stop();
    await database?.drop();
  }, 60_000);

  const get = async (target: string): Promise<FuzzAnswer> =>
    send(platform.site, { method: 'GET', target, headers: {}, body: undefined }, await sessions.next());
  const page = async (target: string) => {
    const { status, text } = await get(target);
    expect([target, status]).toEqual([target, 200]);
    return Page.parse(JSON.parse(text));
  };
  const lists = (): Operation[] =>
    document.operations.filter(
      ({ method, path, parameters }) =>
        method === 'GET' && !path.includes('{') && parameters.some(({ name }) => name === 'cursor'),
    );

  it('takes two hundred hostile texts in every filter, order, cursor and search for a text, and finds no more for them (I05)', async () => {
    expect(hostileStrings.length + hostileEncoded.length).toBeGreaterThanOrEqual(200);
    const texts = [...hostileStrings.map((text) => encodeURIComponent(text)), ...hostileEncoded];
    const faults: string[] = [];
    for (const [number, operation] of lists().entries()) {
      const names = operation.parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name);
      const all = new Set((await page(address(operation.path, 'limit=200'))).items.map(({ id }) => id));
      // Each text goes to a third of the lists, and to another field in each.
      const asked = texts
        .map((text, index) => ({ text, name: names[(index + number) % names.length] ?? '' }))
        .filter((_, index) => index % 3 === number % 3);
      await inParallel(asked, async ({ text, name }) => {
        const target = address(operation.path, `${name}=${text}`);
        const answer = await get(target);
        const request = { operation, kind: 'hostile', method: 'GET', target, headers: {}, body: undefined } as const;
        const fault = faultOf(request, answer, document);
        if (fault) faults.push(`${target.slice(0, 200)} ${fault}`);
        if (answer.status !== 200) return;
        const { items } = Page.parse(JSON.parse(answer.text));
        const extra = all.size < 200 && items.some(({ id }) => !all.has(id));
        if (extra) faults.push(`${target.slice(0, 200)} found what is not there`);
      });
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it('takes no cursor that it did not write for this list (I05)', async () => {
    const pages = new Map<string, string>();
    for (const { path } of lists()) {
      const { next } = await page(address(path, 'limit=1'));
      if (next) pages.set(path, next);
    }
    expect([...pages.keys()]).toEqual(expect.arrayContaining(['/api/v1/findings', '/api/v1/resources']));
    const taken: string[] = [];
    for (const [path, cursor] of pages) {
      const foreign = [...pages].flatMap(([other, theirs]) => (other === path ? [] : [theirs]));
      const plain = [randomUUID(), Buffer.from(JSON.stringify([path, randomUUID()])).toString('base64url')];
      const tampered = Array.from({ length: 20 }, (_, at) => {
        const place = Math.floor((at * cursor.length) / 20);
        return `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`;
      });
      await inParallel([...foreign, ...plain, ...tampered, `${cursor}A`, cursor.slice(1)], async (other) => {
        const { status, text } = await get(address(path, `limit=1&cursor=${encodeURIComponent(other)}`));
        if (status !== 400 || Problem.parse(JSON.parse(text)).code !== 'invalid-cursor')
          taken.push(`${path} took ${other}: ${status}`);
      });
      expect((await get(address(path, `limit=1&cursor=${encodeURIComponent(cursor)}`))).status).toBe(200);
    }
    expect(taken).toEqual([]);
  }, 60_000);

  it('says of a database that refuses nothing but that it does, in every service (X03)', async () => {
    const owner = new pg.Client({ connectionString: withDatabase(database.url, {}).replace(/\?.*$/, '') });
    await owner.connect();
    try {
      for (const [schema, path] of [
        ['auth', '/api/v1/members'],
        ['collector', '/api/v1/accounts'],
        ['policy_engine', '/api/v1/findings'],
        ['notification', '/api/v1/alert-rules'],
      ] as const) {
        await owner.query(`alter schema ${schema} rename to ${schema}_away`);
        const answer = await get(path).finally(() => owner.query(`alter schema ${schema}_away rename to ${schema}`));
        const problem = Problem.parse(JSON.parse(answer.text));
        expect([path, problem]).toEqual([
          path,
          { type: '/problems/internal', title: problem.title, status: 500, code: 'internal', traceId: problem.traceId },
        ]);
        expect(problem.traceId).toBe(answer.headers.get('trace-id'));
        const headers = JSON.stringify([...answer.headers]);
        expect(answer.text + headers).not.toMatch(
          /relation|select|schema|prisma|postgres|node_modules|127\.0\.0\.1|\.[jt]s|express/i,
        );
      }
    } finally {
      await owner.end();
    }
    await eventually(async () => expect((await get('/api/v1/findings')).status).toBe(200), 20_000);
  }, 60_000);

  it('answers every operation as its document says, whatever is asked of it (I06)', async () => {
    const report = await fuzz({ site: platform.site, sessions, cases, seed });
    expect(report.faults).toEqual([]);
    expect(report.requests).toBe(report.operations.length * cases);
    // Enough of it is let in to matter.
    const reads = report.operations.filter(({ method }) => method === 'GET').map(({ id }) => id);
    const read = reads.filter((id) => report.succeeded.has(id));
    expect(read.length).toBeGreaterThan(reads.length * 0.7);
  }, 240_000);
});
