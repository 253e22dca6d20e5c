/** The inventory, as callers ask for it: in the order of ARNs, which groups services and regions. */
import { InventoryResource as Summary, InventoryResourceDetail as Detail } from '@cspmexa/contracts';
import type { z } from 'zod';
import { AppError, type Cursors } from '@cspmexa/platform';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { likePattern } from './like-pattern.js';

const list = 'resources';

export interface ResourceQuery {
  readonly accountId?: string | undefined;
  readonly service?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly arn?: string | undefined;
  /** A part of the name, ARN, id or a tag. */
  readonly search?: string | undefined;
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
  readonly firstSeenAt: Date;
  readonly changedAt: Date;
  readonly deletedAt: Date | null;
}

const columns = `r.id, r.account_id as "accountId", r.aws_account_id as "awsAccountId", r.region, r.service, r.kind, r.arn, r.name, r.tags,
  r.first_seen_at as "firstSeenAt", r.changed_at as "changedAt", r.deleted_at as "deletedAt"`;

/** Resources of removed accounts are gone for callers at once, though they are cleared away later. */
const watched = `exists (select 1 from accounts a where a.tenant_id = r.tenant_id and a.id = r.account_id and a.removed_at is null)`;

export class ResourceStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly cursors: Cursors,
  ) {}

  /** Resources that exist; deleted ones are not listed. @throws AppError invalid-cursor */
  page(tenantId: string, query: ResourceQuery): Promise<{ items: z.infer<typeof Summary>[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, query.cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const { where, values } = filtersOf(tenantId, query);
      if (after !== null) {
        const position = await positionOf(tx, tenantId, after);
        where.push(`(r.arn, r.id) > ($${values.push(position.arn)}, $${values.push(position.id)}::uuid)`);
      }
      const found = await tx.$queryRawUnsafe<Row[]>(
        `select ${columns} from resources r where ${where.join(' and ')} order by r.arn, r.id limit $${values.push(query.limit + 1)}`,
        ...values,
      );
      const { rows, next } = pageFrom(paged, found, query.limit);
      return { items: rows.map(summaryOf), next };
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

function filtersOf(
  tenantId: string,
  { accountId, service, region, kind, arn, search }: ResourceQuery,
): { where: string[]; values: unknown[] } {
  const values: unknown[] = [tenantId];
  const where = ['r.tenant_id = $1::uuid', 'r.deleted_at is null', watched];
  const oneOf = (column: string, wanted: readonly string[] | undefined): void => {
    if (wanted && wanted.length > 0) where.push(`r.${column} = any($${values.push([...wanted])}::text[])`);
  };
  if (accountId !== undefined) where.push(`r.account_id = $${values.push(accountId)}::uuid`);
  oneOf('service', service);
  oneOf('region', region);
  oneOf('kind', kind);
  if (arn !== undefined) where.push(`r.arn = $${values.push(arn)}`);
  if (search !== undefined && search.trim() !== '')
    where.push(`r.search_text like $${values.push(likePattern(search))}`);
  return { where, values };
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
