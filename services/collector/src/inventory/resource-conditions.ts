/** Understands what a caller asks of the inventory. */
import { isAccount, parseResourceQuery, type ResourceFilter } from '@cspmexa/contracts';
import type { Tx } from '../database.js';
import { storableText } from './storable-text.js';
import { lookupsOf, type Lookup, type ResourceConditions } from './resource-filter.js';

/** A query text, and the single fields of older callers; all of it must hold. */
export interface AskedResources {
  readonly q?: string | undefined;
  readonly accountId?: string | undefined;
  readonly service?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly arn?: string | undefined;
  /** A part of the name, ARN, id or a tag. */
  readonly search?: string | undefined;
}

/** Resources that are looked up by their ids at most. When there are more they are read in their order instead, which is soon full. */
const mostFound = 5_000;

/** What a query asks, with its accounts resolved, and its tags and texts looked up. The tenant is that of the transaction. */
export async function conditionsOf(tx: Tx, tenantId: string, asked: AskedResources): Promise<ResourceConditions> {
  const filter = filterOf(asked);
  const accounts = await accountsOf(tx, tenantId, filter, asked.accountId);
  const found = await foundOf(tx, lookupsOf(filter));
  const kinds = filter.none.kind && !found ? await kindsOf(tx, tenantId) : undefined;
  return { filter, accounts, kinds, found };
}

/** The kinds that there are, from one entry of the index to the next. */
async function kindsOf(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.$queryRawUnsafe<{ kind: string | null }[]>(
    `with recursive kinds as (
       (select kind from resources where tenant_id = $1::uuid order by kind limit 1)
       union all
       select (select r.kind from resources r where r.tenant_id = $1::uuid and r.kind > kinds.kind order by r.kind limit 1)
       from kinds where kinds.kind is not null)
     select kind from kinds where kind is not null`,
    tenantId,
  );
  return rows.flatMap(({ kind }) => (kind === null ? [] : [kind]));
}

/** The query with the single fields narrowing it. */
function filterOf({ q, service, region, kind, arn, search }: AskedResources): ResourceFilter {
  const { filter } = parseResourceQuery(q ?? '');
  const both = (one: readonly string[] | undefined, other: readonly string[] | undefined) => {
    if (!other?.length) return one ? { value: one } : undefined;
    return { value: one ? other.filter((value) => one.includes(value)) : other };
  };
  const lists = Object.entries({
    service: both(filter.any.service, service),
    region: both(filter.any.region, region),
    kind: both(filter.any.kind, kind),
    arn: both(filter.any.arn, arn === undefined ? undefined : [arn]),
    account: both(filter.any.account, undefined),
  }).flatMap(([key, list]) => (list ? [[key, list.value] as const] : []));
  const word = search?.trim().toLowerCase();
  return { ...filter, any: Object.fromEntries(lists), text: word ? [...filter.text, word] : filter.text };
}

async function accountsOf(
  tx: Tx,
  tenantId: string,
  { any, none }: ResourceFilter,
  accountId: string | undefined,
): Promise<ResourceConditions['accounts']> {
  const isNamed = any.account !== undefined || none.account !== undefined;
  const accounts = await tx.account.findMany({
    where: { tenantId, ...(isNamed ? {} : { removedAt: { not: null } }) },
    select: { id: true, awsAccountId: true, name: true, removedAt: true },
  });
  const removed = accounts.filter(({ removedAt }) => removedAt !== null).map(({ id }) => id);
  const named = (values: readonly string[]): string[] =>
    accounts
      .filter(({ id, awsAccountId, name }) =>
        values.some((value) =>
          isAccount(value, { accountId: id, awsAccountId: awsAccountId ?? '', accountName: name }),
        ),
      )
      .map(({ id }) => id);
  const wanted = any.account ? named(any.account) : null;
  return {
    any: accountId === undefined ? wanted : (wanted ?? [accountId]).filter((id) => id === accountId),
    none: named(none.account ?? []),
    removed,
  };
}

/** The ids of the first of these that few have; undefined when none is, or there are none. */
async function foundOf(tx: Tx, lookups: readonly Lookup[]): Promise<string[] | undefined> {
  for (const lookup of lookups) {
    const found = await tx.$queryRawUnsafe<{ id: string }[]>(
      'pattern' in lookup
        ? 'select id from resources_with_text($1, $2::int) as found (id)'
        : 'select id from resources_with_tag($1, $2, $3::int) as found (id)',
      ...('pattern' in lookup ? [lookup.pattern] : [lookup.tag.key, lookup.tag.value]).map(
        (value) => value && storableText(value),
      ),
      mostFound + 1,
    );
    if (found.length <= mostFound) return found.map(({ id }) => id);
  }
  return undefined;
}
