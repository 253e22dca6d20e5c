import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindingGrouping, FindingQuery, FindingSort } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { countBySql, together } from './facets.js';
import { narrowestPattern } from './filter-sql.js';
import { countSql, filterOf, orderOf, pageSql, type ListFilter } from './finding-query.js';
import { readWhere } from './finding.store.js';
import { gatheredBy, isMany, partsSql, rankedSql, resourcesSql, type Gathered } from './group-sql.js';
import type { Sql } from './where.js';

const tenantId = newId();
let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
  await insertFindings(engine, tenantId, [newId(), newId()], 20_000);
  // Another transaction, of the engine's own background work, may keep it from marking pages as seen by all.
  await eventually(async () => {
    await engine.owner.query('vacuum analyze findings');
    const { rows } = await engine.owner.query<{ seen: boolean }>(
      `select relallvisible >= 0.95 * relpages as seen from pg_class where oid = 'findings'::regclass`,
    );
    expect(rows).toEqual([{ seen: true }]);
  }, 30_000);
}, 60_000);
afterAll(() => engine.stop(), 30_000);

interface PlanLine {
  readonly 'QUERY PLAN': string;
}

/** What PostgreSQL does for statements about a list, as text. */
const allExplained = (list: ListFilter, statements: (where: Sql) => readonly Sql[]): Promise<string[]> =>
  engine.database.withTenant(tenantId, async (tx) => {
    const plans: string[] = [];
    for (const { text, values } of statements(await readWhere(tx, tenantId, list, context()))) {
      const rows = await tx.$queryRawUnsafe<PlanLine[]>(`explain (analyze, buffers off) ${text}`, ...values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  });

const explained = async (list: ListFilter, statement: (where: Sql) => Sql): Promise<string> =>
  (await allExplained(list, (where) => [statement(where)])).join('\n');

const context = () => ({ now: new Date(), me: 'ana@example.com', catalogue: engine.service.app.get(Catalogue) });

/** What PostgreSQL does for a page of the tenant, as text. */
const planOf = async (query: unknown, isLater = false): Promise<string> => {
  const list = FindingQuery.parse(query);
  const value = orderOf(list.sort).isTime ? Date.now() - 3_600_000 : 2;
  const after = isLater ? { value, id: newId() } : undefined;
  const plans = [await explained(list, (where) => pageSql(where, { ...list, after }))];
  // What the function of the owner does, seen as whoever sees every tenant.
  const pattern = narrowestPattern(filterOf(list));
  const search = 'select id from findings where tenant_id = $1::uuid and search_text like $2 limit $3::int';
  if (pattern !== undefined) {
    const rows = await engine.rows<PlanLine>(`explain (analyze, buffers off) ${search}`, tenantId, pattern, 10_001);
    plans.push(...rows.map((row) => row['QUERY PLAN']));
  }
  return plans.join('\n');
};

/** Rows that any of its steps had in its hands. */
const rowsRead = (plan: string): number =>
  [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)|actual time=\S+ rows=(\d+)/g)].reduce(
    (sum, [, removed = 0, given = 0]) => sum + Number(removed) + Number(given),
    0,
  );

describe.each(FindingSort.options)('a page of 20,000 findings sorted by %s', (sort) => {
  it.each([
    ['without a filter', {}],
    ['of one status', { status: ['open'] }],
    ['of two statuses', { status: ['open', 'excepted'] }],
    ['of a service', { service: ['iam'] }],
  ])('is read from an index, and little more than the page, %s', async (_, filter) => {
    for (const isLater of [false, true]) {
      const plan = await planOf({ ...filter, sort }, isLater);
      expect(plan).toMatch(/Index Scan/);
      expect(plan).not.toMatch(/Seq Scan/);
      expect(rowsRead(plan)).toBeLessThan(1_000);
    }
  });
});

describe('a page of few among 20,000 findings', () => {
  it.each([
    ['one resource', { resourceArn: 'arn:aws:s3:::bucket-7777' }],
    ['one name', { search: 'bucket 7777' }],
    ['a text that is nowhere', { search: 'there is no such thing' }],
    ['a whole ARN', { q: 'resource:arn:aws:s3:::bucket-7777' }],
    ['one cause', { q: 'cause:"arn:aws:s3:::bucket-7777#policy"' }],
    ["one's own", { q: 'is:mine' }],
    ['what is overdue', { q: 'is:overdue' }],
  ])('does not read the rest: %s', async (_, filter) => {
    const plan = await planOf(filter);
    expect(plan).not.toMatch(/Seq Scan on findings/);
    expect(rowsRead(plan)).toBeLessThan(1_000);
  });
});

describe('a page far down, and the number of all', () => {
  it.each(FindingSort.options)('are told by an index alone, sorted by %s', async (sort) => {
    const plan = await planOf({ sort, skip: 19_900 });
    expect(plan).toMatch(/Index Only Scan/);
    expect(plan).not.toMatch(/Seq Scan/);
  });

  it.each([
    '',
    'is:open',
    'severity:critical',
    'service:s3',
    'account:1111',
    'is:open policy:test-policy-1',
    'region:global',
  ])('are counted in an index alone: %j', async (q) => {
    const plan = await explained({ q }, (where) => countSql(where, 200_000));
    expect(plan).toMatch(/Index Only Scan/);
    expect(plan).not.toMatch(/Seq Scan on findings/);
  });
});

describe('groups and menus', () => {
  it.each(
    FindingGrouping.options.flatMap((by) => [
      { by, q: '' },
      { by, q: 'is:open' },
    ]),
  )('of $by are counted in an index alone: $q', async ({ by, q }) => {
    const page = { sort: '-severity', limit: 50, after: undefined } as const;
    const sqlOf = (gathered: Gathered): Sql => (isMany(by) ? rankedSql(gathered, page) : partsSql(gathered));
    for (const plan of await allExplained({ q }, (where) => gatheredBy(by, where).map(sqlOf))) {
      expect(plan).toMatch(/Index Only Scan/);
      expect(plan).not.toMatch(/Scan on findings|Heap Fetches: [1-9]\d{3}/);
    }
  });

  it('of a policy have their resources counted in an index alone', async () => {
    for (const plan of await allExplained({}, (where) => gatheredBy('policy', where).map(resourcesSql))) {
      expect(plan).toMatch(/Index Only Scan/);
      expect(plan).not.toMatch(/Scan on findings|Sort Key/);
    }
  });

  it.each(['', 'is:open'])('of menus are counted in few indexes alone: %j', async (q) => {
    for (const by of [...together.map((one) => one.by), ['assignee']]) {
      const plan = await explained({ q }, (where) => countBySql(where, by));
      expect(plan).toMatch(/Index Only Scan/);
      expect(plan).not.toMatch(/Scan on findings/);
    }
  });
});

it('a page of what nearly all findings hold is read in its order, and no more than the page', async () => {
  for (const q of ['versions', 'is:open versions', 'ee', '-nowhere', 'resource:bucket*']) {
    const plan = await planOf({ q });
    expect([q, plan.split('Limit')[1]]).toEqual([q, expect.stringMatching(/Index Scan (Backward )?using/)]);
    expect([q, plan]).toEqual([q, expect.not.stringMatching(/Parallel/)]);
  }
});
