/** Every list, group and menu of findings against a plain answer, over findings and queries that nobody chose. */
import {
  FindingSort,
  parseFindingQuery,
  severityRank,
  type ApiClient,
  type Finding,
  type FindingGroup,
  type FindingGrouping,
} from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import {
  accounts,
  finds,
  keepFindings,
  me,
  now,
  RandomFinding,
  RandomQuery,
  type KeptFinding,
} from '../../test/random-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { readWhere } from './finding.store.js';
import { hasResources } from './group-sql.js';

const tenantId = newId();
let engine: EngineUnderTest;
let catalogue: Catalogue;
let kept: KeptFinding[];
let client: ApiClient;
beforeAll(async () => {
  engine = await startEngine();
  catalogue = engine.service.app.get(Catalogue);
  kept = await keepFindings(engine, tenantId, fc.sample(RandomFinding, { numRuns: 240, seed: 5 }));
  // Of another tenant, and never seen.
  await keepFindings(engine, newId(), fc.sample(RandomFinding, { numRuns: 20, seed: 6 }));
  client = await engine.client({ tenantId, email: me });
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const expected = (q: string): KeptFinding[] => {
  const { filter } = parseFindingQuery(q);
  return kept.filter((finding) => finds(filter, finding, catalogue.active));
};
const idsOf = (findings: readonly { id: string }[]): string[] => findings.map(({ id }) => id).sort();

/** Every item of a list, page by page. */
async function all<Item>(
  page: (cursor: { cursor?: string }) => Promise<{ items: Item[]; next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | null = null;
  do {
    const answer: { items: Item[]; next: string | null } = await page(next === null ? {} : { cursor: next });
    items.push(...answer.items);
    next = answer.next;
  } while (next !== null);
  return items;
}

it('a query finds what it says, whatever it says', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(RandomQuery, async (q) => {
      const rows = await engine.database.withTenant(tenantId, async (tx) => {
        const { text, values } = await readWhere(tx, tenantId, { q }, { now, me, catalogue });
        return tx.$queryRawUnsafe<{ id: string }[]>(`select id from findings where ${text}`, ...values);
      });
      expect([q, idsOf(rows)]).toEqual([q, idsOf(expected(q))]);
      found += rows.length;
    }),
    { numRuns: 400, seed: 1 },
  );
  expect(found).toBeGreaterThan(1_000);
}, 60_000);

const queries = ['', 'is:open', 'severity:critical,high -service:s3 -assignee:none', 'reports account:1111', 'nowhere'];

describe.each(queries)('what %j finds', (q) => {
  it.each(FindingSort.options)('is listed once, in order, with its number, sorted by %s', async (sort) => {
    const items = await all(async (cursor) => {
      const page = await client.listFindings({ query: { q, sort, limit: 61, ...cursor } });
      expect(page.total).toBe(expected(q).length);
      return page;
    });
    expect(idsOf(items)).toEqual(idsOf(expected(q)));
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.map((item) => rankOf(item, sort))).toEqual(
      items.map((item) => rankOf(item, sort)).sort((a, b) => a - b),
    );
    const jumped = await all((cursor) => client.listFindings({ query: { q, sort, limit: 61, skip: 31, ...cursor } }));
    expect(jumped).toEqual(items.slice(31));
  });

  it.each(['policy', 'resource', 'account', 'service', 'region', 'severity', 'assignee', 'cause'] as const)(
    'is gathered by %s, and each group lists its own',
    async (by) => {
      for (const sort of ['-severity', '-findings', 'oldest'] as const) {
        const groups = await all((cursor) => client.listFindingGroups({ query: { by, q, sort, limit: 7, ...cursor } }));
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        expect(groups.reduce((sum, { findings }) => sum + findings, 0)).toBe(expected(q).length);
        expect(groups.map((group) => orderOf(group, sort))).toEqual(
          groups.map((group) => orderOf(group, sort)).sort(compare),
        );
        if (sort !== '-severity') continue;
        for (const group of groups) {
          const own = expected(group.q);
          expect([group.q, countsOf(group)]).toEqual([group.q, countsOf(summed(by, own))]);
          expect((await client.listFindings({ query: { q: group.q, limit: 1 } })).total).toBe(group.findings);
        }
      }
    },
  );

  it('has menus that count what a list would', async () => {
    const { items } = await client.getFindingFacets({ query: { q } });
    expect(items.map(({ key }) => key)).toEqual([
      'status',
      'severity',
      'service',
      'region',
      'account',
      'policy',
      'assignee',
    ]);
    const { filter } = parseFindingQuery(q);
    for (const { key, values } of items) {
      const { [key]: _any, ...any } = filter.any;
      const { [key]: _none, ...none } = filter.none;
      const others = kept.filter((finding) => finds({ ...filter, any, none }, finding, catalogue.active));
      expect([key, values.reduce((sum, { count }) => sum + count, 0)]).toEqual([key, others.length]);
      for (const { value, count } of values)
        expect([key, value, count]).toEqual([
          ...[key, value],
          others.filter((finding) => finds({ ...parseFindingQuery('').filter, any: { [key]: [value] } }, finding, []))
            .length,
        ]);
    }
  });
});

it('a member who may see one account is shown, counted and offered no other', async () => {
  const [first] = accounts;
  const limited = await engine.client({ tenantId, email: me, accountIds: [first.id] });
  const own = kept.filter(({ account }) => account.id === first.id);
  expect((await limited.listFindings({ query: { q: '' } })).total).toBe(own.length);
  for (const by of ['policy', 'resource', 'account', 'cause'] as const) {
    const groups = await all((cursor) => limited.listFindingGroups({ query: { by, limit: 200, ...cursor } }));
    expect(groups.reduce((sum, { findings }) => sum + findings, 0)).toBe(own.length);
  }
  const { items } = await limited.getFindingFacets({ query: {} });
  expect(items.find(({ key }) => key === 'account')?.values).toEqual([{ value: first.id, count: own.length }]);
  expect((await limited.listFindings({ query: { q: 'account:dev,4444' } })).total).toBe(0);
});

it('a cursor of one list of groups is none of another', async () => {
  const { next } = await client.listFindingGroups({ query: { by: 'policy', limit: 1 } });
  for (const other of [{ by: 'service' }, { by: 'policy', sort: 'oldest' }, { by: 'policy', q: 'is:open' }] as const)
    await expect(client.listFindingGroups({ query: { ...other, limit: 1, cursor: next ?? '' } })).rejects.toMatchObject(
      {
        problem: { code: 'invalid-cursor' },
      },
    );
});

const rankOf = ({ severity, openedAt, changedAt, dueAt }: Finding, sort: FindingSort): number => {
  const sign = sort.startsWith('-') ? -1 : 1;
  if (sort.endsWith('severity')) return sign * severityRank[severity];
  if (sort === 'dueAt') return dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt);
  return sign * Date.parse(sort.endsWith('openedAt') ? openedAt : changedAt);
};

const orderOf = ({ severity, findings, oldest }: FindingGroup, sort: string): number[] => {
  if (sort === 'oldest') return [Date.parse(oldest)];
  return sort === '-findings' ? [-findings, -severityRank[severity]] : [-severityRank[severity], -findings];
};
const compare = (a: number[], b: number[]): number => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

const countsOf = ({
  severity,
  findings,
  open,
  excepted,
  resources,
  bySeverity,
  oldest,
}: Omit<FindingGroup, 'key' | 'title' | 'name' | 'q' | 'judged'>) => ({
  ...{ severity, findings, open, excepted, resources, bySeverity, oldest },
});

function summed(by: FindingGrouping, own: readonly KeptFinding[]): Parameters<typeof countsOf>[0] {
  const names = ['info', 'low', 'medium', 'high', 'critical'] as const;
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of own) bySeverity[names[severity] ?? 'info'] += 1;
  return {
    severity: names[Math.max(...own.map(({ severity }) => severity))] ?? 'info',
    findings: own.length,
    open: own.filter(({ status }) => status === 'open').length,
    excepted: own.filter(({ status }) => status === 'excepted').length,
    resources: hasResources(by) ? new Set(own.map(({ resource_arn }) => resource_arn)).size : null,
    bySeverity,
    oldest: new Date(Math.min(...own.map(({ opened_at }) => opened_at.getTime()))).toISOString(),
  };
}
