/** What a resource has to do with others, as callers see it: what it says itself, and what others say of it. */
import type { ResourceRelation, ResourceRelations } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import {
  IamRole,
  isUniqueArn,
  namesOf,
  oppositeOf,
  relationNames,
  relationsOf,
  relationTitle,
  soughtBy,
  type Relation,
  type Sought,
} from '@cspmexa/resources';
import { CollectorDatabase, type Tx } from '../database.js';
import { watched } from '../inventory/resource-filter.js';
import { partitionOf } from './relation-rows.js';

/** Relations that are told at most. */
const most = 500;

interface Row {
  readonly id: string;
  readonly accountId: string;
  readonly awsAccountId: string;
  readonly region: string;
  readonly kind: string;
  readonly arn: string;
  readonly name: string | null;
  readonly base: unknown;
  readonly facets: Readonly<Record<string, unknown>>;
  readonly deleted: boolean;
}

type Other = Pick<Row, 'id' | 'accountId' | 'kind' | 'arn' | 'name'>;

type Told = Omit<ResourceRelation, 'title'>;

/** An instance names its profile and a role its profile: the two of them meet there. By the relation of the one at hand. */
const meetings: Readonly<
  Record<string, { readonly others: string; readonly relation: string; readonly kind?: string }>
> = {
  'acts-as': { others: 'handed-out-by', relation: 'acts-as', kind: IamRole.kind },
  'handed-out-by': { others: 'acts-as', relation: 'lends-permissions-to' },
};

export class RelationStore {
  constructor(private readonly database: CollectorDatabase) {}

  /** In the order of the relations; one that is deleted has none. @throws AppError not-found */
  list(tenantId: string, resourceId: string): Promise<ResourceRelations> {
    return this.database.withTenant(tenantId, async (tx) => {
      const [row] = await tx.$queryRawUnsafe<Row[]>(
        `select r.id, r.account_id as "accountId", r.aws_account_id as "awsAccountId", r.region, r.kind, r.arn, r.name, r.base, r.facets,
           r.deleted_at is not null as deleted
         from resources r where r.tenant_id = $1::uuid and r.id = $2::uuid and ${watched}`,
        tenantId,
        resourceId,
      );
      if (!row) throw new AppError('not-found');
      if (row.deleted) return { items: [], unknown: [] };
      const { region, awsAccountId: accountId, arn } = row;
      const { relations, unknown } = relationsOf({ ...row, accountId, region, partition: partitionOf(arn) });
      const said = await saidBy(tx, tenantId, row, relations);
      const met = await meetingsOf(tx, tenantId, row, relations);
      const heard = await saidOf(tx, tenantId, row);
      return {
        items: arranged([...withoutMet(said, met), ...met, ...heard]),
        unknown: unknown.map((each) => ({ ...each, title: relationTitle(each.relation) })),
      };
    });
  }
}

/** What the resource says, with the others that are in the inventory. */
async function saidBy(tx: Tx, tenantId: string, row: Row, relations: readonly Relation[]): Promise<Told[]> {
  const place = { partition: partitionOf(row.arn), accountId: row.awsAccountId, region: row.region };
  const sought = relations.map((relation) => soughtBy(relation, place));
  const arns = sought.flatMap((each) => (each && 'arn' in each ? [each.arn] : []));
  const named = sought.flatMap((each) => (each && 'name' in each ? [each] : []));
  const found = await tx.$queryRawUnsafe<Other[]>(
    `select r.id, r.account_id as "accountId", r.kind, r.arn, r.name from resources r
     where r.tenant_id = $1::uuid and r.deleted_at is null and ${watched} and r.arn = any($2::text[])
     union all
     select r.id, r.account_id, r.kind, r.arn, r.name from resources r
     where r.tenant_id = $1::uuid and r.account_id = $3::uuid and r.region = $4 and r.deleted_at is null
       and r.kind = any($5::text[]) and r.name = any($6::text[])`,
    tenantId,
    [...new Set(arns)],
    row.accountId,
    row.region,
    [...new Set(named.map(({ kind }) => kind))],
    [...new Set(named.map(({ name }) => name))],
  );
  const isMeant = (other: Other, each: Sought): boolean =>
    'arn' in each
      ? other.arn === each.arn &&
        (each.kind === null || other.kind === each.kind) &&
        (isUniqueArn(other.arn) || other.accountId === row.accountId)
      : other.name === each.name && other.kind === each.kind;
  return relations.map(({ relation, kind, ref, detail }, at) => {
    const each = sought[at];
    const other = each && found.find((one) => isMeant(one, each));
    return {
      relation,
      kind: other?.kind ?? kind,
      ref,
      name: other?.name ?? null,
      resourceId: other?.id ?? null,
      detail,
    };
  });
}

/** What others say of the resource, from its own side. */
async function saidOf(tx: Tx, tenantId: string, row: Row): Promise<Told[]> {
  const { arn, local } = namesOf(row);
  const heard = await tx.$queryRawUnsafe<(Other & Pick<Told, 'relation' | 'detail'>)[]>(
    `select v.relation, v.detail, r.id, r.account_id as "accountId", r.kind, r.arn, r.name
     from relations v join resources r on r.tenant_id = v.tenant_id and r.id = v.resource_id
     where v.tenant_id = $1::uuid and v.ref = any($2::text[]) and r.id <> $3::uuid and r.deleted_at is null and ${watched}
       and (v.ref = $4 and (v.kind is null or v.kind = $5) and ($6::boolean or r.account_id = $7::uuid)
         or v.ref = $8 and v.kind = $5 and r.account_id = $7::uuid and r.region = $9)
     order by v.relation, r.arn, v.hash limit ${most + 1}`,
    tenantId,
    local === null ? [arn] : [arn, local],
    row.id,
    arn,
    row.kind,
    isUniqueArn(arn),
    row.accountId,
    local,
    row.region,
  );
  return heard.map((other) => toldOf(other, oppositeOf(other.relation), other.detail));
}

/** The roles that an instance acts as, and what acts as a role. */
async function meetingsOf(tx: Tx, tenantId: string, row: Row, relations: readonly Relation[]): Promise<Told[]> {
  const met: Told[] = [];
  for (const [own, { others, relation, kind }] of Object.entries(meetings)) {
    const refs = relations.filter((each) => each.relation === own).map(({ ref }) => ref);
    if (refs.length === 0) continue;
    const found = await tx.$queryRawUnsafe<(Other & { ref: string })[]>(
      `select v.ref, r.id, r.account_id as "accountId", r.kind, r.arn, r.name
       from relations v join resources r on r.tenant_id = v.tenant_id and r.id = v.resource_id
       where v.tenant_id = $1::uuid and v.ref = any($2::text[]) and v.relation = $3 and r.id <> $4::uuid
         and ($5::text is null or r.kind = $5) and r.deleted_at is null and ${watched}
       order by r.arn limit ${most + 1}`,
      tenantId,
      refs,
      others,
      row.id,
      kind ?? null,
    );
    // The last part of the profile's ARN, which is its name.
    met.push(...found.map((other) => toldOf(other, relation, other.ref.split('/').at(-1) ?? null)));
  }
  return met;
}

/** An instance's profile is only a name for the role that it hands out, where that is known. */
const withoutMet = (said: readonly Told[], met: readonly Told[]): readonly Told[] =>
  met.some(({ relation }) => relation === 'acts-as') ? said.filter(({ relation }) => relation !== 'acts-as') : said;

const toldOf = ({ id, kind, arn, name }: Other, relation: string, detail: string | null): Told => ({
  relation,
  kind,
  ref: arn,
  name,
  resourceId: id,
  detail,
});

/** Each once, though both sides may say it. */
function arranged(told: readonly Told[]): ResourceRelation[] {
  const order = new Map(relationNames.map((name, at): [string, number] => [name, at]));
  const placeOf = ({ relation }: Told): number => order.get(relation) ?? order.size;
  const once = new Map(
    told.map((each) => [JSON.stringify([each.relation, each.resourceId ?? each.ref, each.detail]), each] as const),
  );
  return [...once.values()]
    .sort((one, other) => placeOf(one) - placeOf(other))
    .slice(0, most)
    .map((each) => ({ ...each, title: relationTitle(each.relation) }));
}
