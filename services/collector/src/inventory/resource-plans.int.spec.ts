/** How PostgreSQL reads pages and counts of a large inventory. */
import { newId } from '@cspmexa/platform';
import { createTestDatabase, openOwnerPool, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../database.js';
import { conditionsOf } from './resource-conditions.js';
import { pageSql } from './resource.store.js';

const tenantId = newId();
const accounts = [newId(), newId()];
const count = 20_000;
let base: TestDatabase;
let database: CollectorDatabase;
let owner: pg.Pool;

beforeAll(async () => {
  base = await createTestDatabase(collectorMigrations, 'collector');
  database = openCollectorDatabase(base.url);
  owner = openOwnerPool(base.url);
  for (const [at, id] of accounts.entries())
    await owner.query(
      `insert into accounts (tenant_id, id, name, access_kind, external_id, services, regions, aws_account_id, created_at)
       values ($1, $2, $3, 'role', gen_random_uuid()::text, '{}', '{}', $4, now())`,
      [tenantId, id, `Account ${at}`, `${at}1112222333${at}`],
    );
  // Of `i`: kind by i % 4, region and account by i % 2, deleted each 1,000th, unknown each 500th, a rare tag each 2,000th.
  await owner.query(
    `insert into resources (tenant_id, id, account_id, aws_account_id, region, listed_in, service, kind, arn, name, tags, base, facets,
       search_text, content_hash, first_seen_at, changed_at, deleted_at, related, has_unknown)
     select $1, gen_random_uuid(), ($2::uuid[])[i % 2 + 1], '111122223333', (array['us-east-1', 'sa-east-1'])[i % 2 + 1], 'global',
       (array['s3', 'ec2', 'ec2', 'iam'])[i % 4 + 1], (array['aws.s3.bucket', 'aws.ec2.instance', 'aws.ec2.volume', 'aws.iam.role'])[i % 4 + 1],
       'arn:aws:' || i % 4 || ':thing/' || i, 'Thing ' || i,
       case when i % 2000 = 0 then '{"env":"prod","rare":"yes"}' else '{"env":"dev"}' end::jsonb, '{}', jsonb_build_object('a', (select string_agg(md5(i || '-' || n), '') from generate_series(1, 40) n)),
       'thing ' || i || ' arn:aws:' || i % 4 || ':thing/' || i, '', now(), now(),
       case when i % 1000 = 0 then now() end, 1, i % 500 = 1
     from generate_series(1, $3::int) i`,
    [tenantId, accounts, count],
  );
  await owner.query('vacuum analyze resources');
}, 120_000);
afterAll(async () => {
  await owner.end();
  await database.close();
  await base.drop();
});

interface PlanLine {
  readonly 'QUERY PLAN': string;
}

/** What PostgreSQL does for a page, as text. */
const planOf = (q: string, isLater = false): Promise<string> =>
  database.withTenant(tenantId, async (tx) => {
    const conditions = await conditionsOf(tx, tenantId, { q });
    const after = isLater ? { arn: 'arn:aws:2:thing/5', id: newId() } : undefined;
    const { text, values } = pageSql(tenantId, conditions, after, 50);
    const rows = await tx.$queryRawUnsafe<PlanLine[]>(`explain (analyze, buffers off) ${text}`, ...values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });

/** Rows that any of its steps had in its hands. */
const rowsRead = (plan: string): number =>
  [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)|actual time=\S+ rows=(\d+)/g)].reduce(
    (sum, [, removed = 0, given = 0]) => sum + Number(removed) + Number(given),
    0,
  );

describe(`a page of ${count} resources`, () => {
  it.each([
    ['without a query', ''],
    ['of a kind', 'kind:aws.ec2.volume'],
    ['of a service', 'service:iam'],
    ['of two services', 'service:iam,ec2'],
    ['of a region', 'region:sa-east-1'],
    ['of an account by its name', 'account:"Account 1"'],
    ['with a frequent tag', 'tag:env=dev'],
    ['with a frequent word', 'thing'],
    ['but those of a service', '-service:s3'],
    ['but those of a kind', '-kind:aws.s3.bucket'],
    ['of two kinds in two regions', 'kind:iam.role,ec2.volume region:us-east-1,sa-east-1'],
    ['deleted', 'is:deleted'],
    ['with something unknown', 'is:unknown'],
    ['with a rare tag', 'tag:rare'],
    ['with a rare value', 'tag:rare=yes service:s3'],
    ['with a rare word', '"thing 7777"'],
    ['with a name that is nowhere', 'there-is-no-such-thing'],
    ['of one ARN', 'arn:arn:aws:1:thing/77'],
    ['of ARNs that look alike', 'arn:arn:*thing/7777*'],
  ])('is read from an index, and little more than the page, %s', async (_, q) => {
    for (const isLater of [false, true]) {
      const plan = await planOf(q, isLater);
      expect(plan).not.toMatch(/Seq Scan on resources/);
      expect(rowsRead(plan)).toBeLessThan(1_500);
    }
  });
});
