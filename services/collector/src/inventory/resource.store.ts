/** The inventory, as callers ask for it: in the order of ARNs, which groups services and regions. */
import { InventoryResource as Summary, InventoryResourceDetail as Detail } from '@cspmexa/contracts';
import type { z } from 'zod';
import { AppError, type Cursors } from '@cspmexa/platform';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { conditionsOf, type AskedResources } from './resource-conditions.js';
import { branchesOf, watched, whereOf, type ResourceConditions, type Sql } from './resource-filter.js';

const list = 'resources';

export interface ResourceQuery extends AskedResources {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

interface Row {
  readonly id: string;
  readonly accountId: string;
  readonly awsAccountId: string;
  readonly region: string;
  readonly service: string;
  readonly kind: string;
  readonly arn: string;
  readonly name: string | null;
  readonly tags: unknown;
  readonly hasUnknown: boolean;
  readonly firstSeenAt: Date;
  readonly changedAt: Date;
  readonly deletedAt: Date | null;
}

const columns = `r.id, r.account_id as "accountId", r.aws_account_id as "awsAccountId", r.region, r.service, r.kind, r.arn, r.name, r.tags, r.has_unknown as "hasUnknown",
  r.first_seen_at as "firstSeenAt", r.changed_at as "changedAt", r.deleted_at as "deletedAt"`;

/** Counts to this and no further. */
const mostCounted = 10_000;

export class ResourceStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly cursors: Cursors,
  ) {}

  /** Resources in the order of their ARNs, and how many there are when they can be counted quickly. @throws AppError invalid-cursor */
  page(
    tenantId: string,
    query: ResourceQuery,
  ): Promise<{ items: z.infer<typeof Summary>[]; next: string | null; total: number | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, query.cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const conditions = await conditionsOf(tx, tenantId, query);
      const position = after === null ? undefined : await positionOf(tx, tenantId, after);
      const { text, values } = pageSql(tenantId, conditions, position, query.limit);
      const found = await tx.$queryRawUnsafe<Row[]>(text, ...values);
      const { rows, next } = pageFrom(paged, found, query.limit);
      const isWhole = after === null && next === null;
      const total = isWhole ? rows.length : await totalOf(tx, tenantId, conditions);
      return { items: rows.map(summaryOf), next, total };
    });
  }

  /** One resource, deleted or not. @throws AppError not-found */
  get(tenantId: string, id: string): Promise<z.infer<typeof Detail>> {
    return this.database.withTenant(tenantId, async (tx) => {
      const [row] = await tx.$queryRawUnsafe<(Row & { base: unknown; facets: unknown })[]>(
        `select ${columns}, r.base, r.facets from resources r where r.tenant_id = $1::uuid and r.id = $2::uuid and ${watched}`,
        tenantId,
        id,
      );
      if (!row) throw new AppError('not-found');
      return Detail.parse({ ...summaryOf(row), base: row.base, facets: row.facets });
    });
  }
}

/** A page: the rows after a position, one more than `limit` to learn whether there is a next page. */
export function pageSql(
  tenantId: string,
  conditions: ResourceConditions,
  after: { readonly arn: string; readonly id: string } | undefined,
  limit: number,
): Sql {
  const branches = branchesOf(conditions);
  const { text, values } = whereOf(tenantId, conditions, branches?.key);
  const beyond = after ? ` and (r.arn, r.id) > ($${values.push(after.arn)}, $${values.push(after.id)}::uuid)` : '';
  const inOrder = `order by r.arn, r.id limit $${values.push(limit + 1)}`;
  const rows = (clause: string): string => `select r.* from resources r where ${text}${beyond}${clause} ${inOrder}`;
  const from = branches
    ? branches.values
        .map((value) => `(${rows(` and ${branches.clause.replace('$', `$${values.push(value)}`)}`)})`)
        .join(' union all ')
    : rows('');
  return { text: `select ${columns} from (${from}) r ${inOrder}`, values };
}

/** How many there are; null when they are too many to be counted with every page. */
async function totalOf(tx: Tx, tenantId: string, conditions: ResourceConditions): Promise<number | null> {
  const { text, values } = whereOf(tenantId, conditions);
  const [counted] = await tx.$queryRawUnsafe<{ count: number }[]>(
    `select count(*)::int as count from (select 1 from resources r where ${text} limit ${mostCounted + 1}) as found`,
    ...values,
  );
  return counted && counted.count <= mostCounted ? counted.count : null;
}

/** A cursor names the row that it stands behind; a row that was cleared away since is a place that we no longer know. */
async function positionOf(tx: Tx, tenantId: string, id: string): Promise<{ arn: string; id: string }> {
  const row = await tx.resource.findUnique({
    where: { tenantId_id: { tenantId, id } },
    select: { arn: true, id: true },
  });
  if (!row) throw new AppError('invalid-cursor');
  return row;
}

const summaryOf = (row: Row): z.infer<typeof Summary> =>
  Summary.parse({
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
  });
