/** Accounts that AWS Organizations told of, in the database. */
import { DiscoveredAccount as DiscoveredAccountSchema, type DiscoveredAccount } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, currentRequest, newId, type Clock, type Cursors } from '@cspmexa/platform';
import { switchOff } from '../accounts/switch-off.js';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { changesOf, type Changes, type Look } from './changes.js';

const list = 'discovered-accounts';

interface DiscoveredQuery {
  readonly state?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** How many accounts a look found, and how many of them wait to be connected or are closed now. */
export interface Tally {
  readonly found: number;
  readonly proposed: number;
  readonly closed: number;
}

export class DiscoveredStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  /** @throws AppError invalid-cursor */
  page(
    tenantId: string,
    { state = [], cursor, limit }: DiscoveredQuery,
  ): Promise<{ items: DiscoveredAccount[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const found = await select(tx, tenantId, { after, states: state, limit: limit + 1 });
      const { rows, next } = pageFrom(paged, found, limit);
      return { items: rows, next };
    });
  }

  /** Those of `ids` that there are. */
  some(tenantId: string, ids: readonly string[]): Promise<DiscoveredAccount[]> {
    return this.database.withTenant(tenantId, (tx) => select(tx, tenantId, { ids, limit: ids.length }));
  }

  /** Turns "ignored" on or off. @throws AppError not-found, conflict for an account that is connected or closed */
  toggleIgnored(tenantId: string, id: string): Promise<DiscoveredAccount> {
    return this.database.withTenant(tenantId, async (tx) => {
      const found = await one(tx, tenantId, id);
      if (found.state === 'connected' || found.state === 'closed')
        throw new AppError('conflict', { detail: `The account is ${found.state}: nobody proposes it.` });
      await tx.discoveredAccount.update({
        where: { tenantId_id: { tenantId, id } },
        data: { ignored: found.state !== 'ignored' },
      });
      const after = await one(tx, tenantId, id);
      await recordAudit(tx, tenantId, {
        action: after.state === 'ignored' ? 'discovered-account.ignored' : 'discovered-account.proposed',
        target: { kind: 'discovered-account', id },
        before: { awsAccountId: found.awsAccountId, state: found.state },
        after: { awsAccountId: after.awsAccountId, state: after.state },
      });
      return after;
    });
  }

  /** Notes what a look has found. Connected accounts that are closed now are switched off. `paths` by AWS account id. */
  note(tenantId: string, look: Look, paths: ReadonlyMap<string, string>): Promise<Tally> {
    const now = this.clock.now();
    return this.database.withTenant(tenantId, async (tx) => {
      // One look of a tenant at a time: two that meet would each miss what the other changes.
      await tx.$executeRawUnsafe('select pg_advisory_xact_lock(hashtextextended($1, 0))', `discovery/${tenantId}`);
      const known = await tx.discoveredAccount.findMany({
        where: { tenantId },
        select: { awsAccountId: true, state: true, foundThrough: true },
      });
      const changes = changesOf(known, look);
      await write(tx, tenantId, look.through, changes, paths, now);
      await switchOff(tx, tenantId, changes.closing);
      const counts = await tally(tx, tenantId, changes);
      await recordAudit(tx, tenantId, {
        action: 'accounts.discovered',
        target: { kind: 'account', id: look.through },
        after: { ...counts, closing: changes.closing },
        // Each day it is looked through without anybody asking.
        actor: currentRequest() ? undefined : 'system:discovery',
      });
      return counts;
    });
  }
}

/** Keeps the path that is known where this look could not find it out. */
async function write(
  tx: Tx,
  tenantId: string,
  through: string,
  { listed, gone }: Changes,
  paths: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into discovered_accounts (tenant_id, id, aws_account_id, name, email, path, state, found_through, first_seen_at, last_seen_at)
     select $1::uuid, found.id, found.aws_account_id, found.name, found.email, found.path, found.state, $2::uuid, $3::timestamptz, $3::timestamptz
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) as found(id, aws_account_id, name, email, path, state)
     on conflict (tenant_id, aws_account_id) do update set name = excluded.name, email = excluded.email, state = excluded.state,
       path = coalesce(nullif(excluded.path, ''), discovered_accounts.path), found_through = excluded.found_through, last_seen_at = excluded.last_seen_at`,
    tenantId,
    through,
    now,
    listed.map(() => newId(now)),
    listed.map(({ awsAccountId }) => awsAccountId),
    listed.map(({ name }) => name),
    listed.map(({ email }) => email),
    listed.map(({ awsAccountId }) => paths.get(awsAccountId) ?? ''),
    listed.map(({ is }) => is),
  );
  await tx.discoveredAccount.updateMany({
    where: { tenantId, awsAccountId: { in: [...gone] } },
    data: { state: 'closed' },
  });
}

async function tally(tx: Tx, tenantId: string, { listed, gone }: Changes): Promise<Tally> {
  const concerned = [...listed.map(({ awsAccountId }) => awsAccountId), ...gone];
  const rows = await tx.$queryRawUnsafe<{ state: string; count: number }[]>(
    `${statesSql} select shown as state, count(*)::int as count from stated where aws_account_id = any($2::text[]) group by shown`,
    tenantId,
    concerned,
  );
  const count = (wanted: string): number => rows.find(({ state }) => state === wanted)?.count ?? 0;
  return { found: listed.length, proposed: count('proposed'), closed: count('closed') };
}

/** Who is connected is told by the accounts; those that no check has looked at yet, by the ARNs of their roles. */
const statesSql = `with connected as (
    select distinct on (aws_account_id) aws_account_id, id
    from (select coalesce(aws_account_id, split_part(role_arn, ':', 5)) as aws_account_id, id
          from accounts where tenant_id = $1::uuid and removed_at is null and not sandbox) a
    order by aws_account_id, id
  ), stated as (
    select d.*, c.id as account_id,
      case when d.state = 'closed' then 'closed' when c.id is not null then 'connected' when d.ignored then 'ignored' else 'proposed' end as shown
    from discovered_accounts d left join connected c on c.aws_account_id = d.aws_account_id
    where d.tenant_id = $1::uuid
  )`;

interface Wanted {
  readonly after?: string | null;
  readonly states?: readonly string[];
  readonly ids?: readonly string[];
  readonly limit: number;
}

async function select(
  tx: Tx,
  tenantId: string,
  { after = null, states = [], ids, limit }: Wanted,
): Promise<DiscoveredAccount[]> {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `${statesSql} select * from stated
     where ($2::uuid is null or id > $2::uuid) and (cardinality($3::text[]) = 0 or shown = any($3::text[]))
       and ($4::uuid[] is null or id = any($4::uuid[]))
     order by id limit $5`,
    tenantId,
    after,
    [...states],
    ids ?? null,
    limit,
  );
  return rows.map(discoveredOf);
}

async function one(tx: Tx, tenantId: string, id: string): Promise<DiscoveredAccount> {
  const [found] = await select(tx, tenantId, { ids: [id], limit: 1 });
  if (!found) throw new AppError('not-found');
  return found;
}

interface Row {
  readonly id: string;
  readonly aws_account_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly path: string;
  readonly shown: string;
  readonly account_id: string | null;
  readonly found_through: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

const discoveredOf = (row: Row): DiscoveredAccount =>
  DiscoveredAccountSchema.parse({
    id: row.id,
    awsAccountId: row.aws_account_id,
    name: row.name,
    email: row.email,
    path: row.path,
    state: row.shown,
    accountId: row.account_id,
    foundThrough: row.found_through,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  } satisfies Record<keyof DiscoveredAccount, unknown>);
