import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindingQuery, FindingSort } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { orderOf, pageSql, searchSql } from './finding-query.js';
import { holding } from './finding.store.js';

const tenantId = newId();
let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
  await insertFindings(engine, tenantId, [newId(), newId()], 20_000);
  await engine.owner.query('vacuum analyze findings');
}, 60_000);
afterAll(() => engine.stop(), 30_000);

interface PlanLine {
  readonly 'QUERY PLAN': string;
}

/** What PostgreSQL does for a page of the tenant, as text. */
const planOf = async (query: unknown, isLater = false): Promise<string> => {
  const parsed = FindingQuery.parse(query);
  const value = orderOf(parsed.sort).column === 'severity' ? 2 : Date.now() - 3_600_000;
  const rows = await engine.database.withTenant(tenantId, async (tx) => {
    const found = await holding(tx, parsed);
    const { text, values } = pageSql(tenantId, parsed, isLater ? { value, id: newId() } : undefined, found);
    return tx.$queryRawUnsafe<PlanLine[]>(`explain (analyze, buffers off) ${text}`, ...values);
  });
  // What the function of the owner does, seen as whoever sees every tenant.
  const [pattern, most] = searchSql(parsed)?.values ?? [];
  const search = 'select id from findings where tenant_id = $1::uuid and search_text like $2 limit $3::int';
  if (pattern !== undefined)
    rows.push(...(await engine.rows<PlanLine>(`explain (analyze, buffers off) ${search}`, tenantId, pattern, most)));
  return rows.map((row) => row['QUERY PLAN']).join('\n');
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
  ])('does not read the rest: %s', async (_, filter) => {
    const plan = await planOf(filter);
    expect(plan).not.toMatch(/Seq Scan/);
    expect(rowsRead(plan)).toBeLessThan(1_000);
  });
});
