/** Accounts in the database. Every change tells the other services in its own transaction. */
import { accountChanged, accountRemoved, type Account, type AccountInput, type AccountPatch } from '@cspmexa/contracts';
import type { z } from 'zod';
import { CallFailure, type Identity } from '@cspmexa/collector-kit';
import { publish, recordAudit, type Audited } from '@cspmexa/messaging';
import { AppError, newId, type Clock, type Cursors } from '@cspmexa/platform';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { endRunningScans } from '../scans/end-scan.js';
import { accountOf, targetOf, type AccountRow, type AccountTarget, type LastScan } from './account-row.js';
import { newExternalId } from './external-id.js';
import { insertSandboxAccount, type SandboxAccountFacts } from './first-account.js';
import { hubOf, type HubLookup, type Spoke } from './hub.js';
import { isUniqueViolation } from './unique-violation.js';

const list = 'accounts';

export class AccountStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  async page(
    tenantId: string,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: Account[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const found = await tx.account.findMany({
        where: { tenantId, removedAt: null, ...(after === null ? {} : { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const { rows, next } = pageFrom(paged, found, limit);
      const scans = await lastScans(
        tx,
        tenantId,
        rows.map(({ id }) => id),
      );
      return { items: rows.map((row) => accountOf(row, scans.get(row.id))), next };
    });
  }

  /** @throws AppError not-found */
  get(tenantId: string, id: string): Promise<Account> {
    return this.database.withTenant(tenantId, (tx) => present(tx, tenantId, id));
  }

  /** @throws AppError not-found */
  row(tenantId: string, id: string): Promise<AccountRow> {
    return this.database.withTenant(tenantId, (tx) => findAccount(tx, tenantId, id));
  }

  /** @throws AppError account-exists when the same role is connected already, invalid-input for a hub that is none. */
  add(tenantId: string, input: AccountInput): Promise<Account> {
    return this.database.withTenant(tenantId, async (tx) => {
      const account = await this.insert(tx, tenantId, input);
      await recordAudit(tx, tenantId, { action: 'account.added', target: targetFor(account.id), after: account });
      return account;
    });
  }

  /**
   * Connects several in one transaction, with the one row of the audit trail that `audited` makes of what came of them. What is wrong with
   * one, which is answered in its place, keeps no other back.
   */
  addSeveral(
    tenantId: string,
    inputs: readonly AccountInput[],
    audited: (added: readonly (Account | AppError)[]) => Audited,
  ): Promise<(Account | AppError)[]> {
    return this.database.withTenant(
      tenantId,
      async (tx) => {
        const added: (Account | AppError)[] = [];
        for (const input of inputs)
          // What is refused is so before anything is written.
          added.push(await this.insert(tx, tenantId, input).catch(asRefusal));
        await recordAudit(tx, tenantId, audited(added));
        return added;
      },
      { timeoutMs: 60_000 },
    );
  }

  /** Connects the sandbox account. @throws AppError account-exists when it is connected already. */
  addSandbox(tenantId: string, facts: SandboxAccountFacts): Promise<Account> {
    return this.database.withTenant(tenantId, async (tx) => {
      const { account, isNew } = await insertSandboxAccount(tx, tenantId, facts);
      if (!isNew) throw new AppError('account-exists');
      await recordAudit(tx, tenantId, { action: 'account.added', target: targetFor(account.id), after: account });
      return account;
    });
  }

  /** @throws AppError not-found */
  change(
    tenantId: string,
    id: string,
    { name, scope, enabled, budgetPercent, tags, owners }: z.infer<typeof AccountPatch>,
  ): Promise<Account> {
    return this.database.withTenant(tenantId, async (tx) => {
      await findAccount(tx, tenantId, id, { lock: true });
      const before = await present(tx, tenantId, id);
      await tx.account.update({
        where: { tenantId_id: { tenantId, id } },
        data: {
          ...(name === undefined ? {} : { name }),
          ...(enabled === undefined ? {} : { enabled }),
          ...(budgetPercent === undefined ? {} : { budgetPercent }),
          ...(tags === undefined ? {} : { tags }),
          ...(owners === undefined ? {} : { owners: [...new Set(owners)] }),
          ...(scope === undefined ? {} : { services: scope.services, regions: scope.regions }),
        },
      });
      const after = await this.changed(tx, tenantId, id);
      await recordAudit(tx, tenantId, {
        action: 'account.changed',
        target: targetFor(id),
        before: settingsOf(before),
        after: settingsOf(after),
      });
      return after;
    });
  }

  /** Keeps a tombstone; schedules go, running scans are cancelled, the inventory is cleared away in the background. @throws AppError not-found */
  remove(tenantId: string, id: string): Promise<void> {
    return this.database.withTenant(tenantId, async (tx) => {
      const account = await findAccount(tx, tenantId, id, { lock: true });
      const before = await present(tx, tenantId, id);
      await endRunningScans(tx, tenantId, id, this.clock.now());
      await tx.schedule.deleteMany({ where: { tenantId, accountId: id } });
      await tx.accountCoverage.deleteMany({ where: { tenantId, accountId: id } });
      await tx.collectedPlace.deleteMany({ where: { tenantId, accountId: id } });
      await tx.account.update({
        where: { tenantId_id: { tenantId, id } },
        data: { removedAt: this.clock.now(), awsAccountId: null, discoveredAt: null, enabled: false },
      });
      await publish(tx, tenantId, accountRemoved, {
        accountId: id,
        name: account.name,
        awsAccountId: account.awsAccountId,
      });
      await recordAudit(tx, tenantId, { action: 'account.removed', target: targetFor(id), before });
    });
  }

  /** Notes a good check. @throws AppError account-exists when another account of the tenant is this AWS account. */
  async saveReady(tenantId: string, id: string, identity: Identity): Promise<Account> {
    try {
      return await this.database.withTenant(tenantId, async (tx) => {
        await noteReady(tx, tenantId, id, identity);
        return this.checked(tx, tenantId, id);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('account-exists', { cause: error });
      throw error;
    }
  }

  /** Notes why the account cannot be read. */
  saveFailing(tenantId: string, id: string, detail: string): Promise<Account> {
    return this.database.withTenant(tenantId, async (tx) => {
      await noteFailing(tx, tenantId, id, detail);
      return this.checked(tx, tenantId, id);
    });
  }

  /** An account of the tenant as a hub is looked up: undefined when it does not exist, or no more. */
  hub(tenantId: string, id: string): Promise<AccountTarget | undefined> {
    return this.database.withTenant(tenantId, (tx) => findHub(tx, tenantId, id));
  }

  /** The ARNs of the roles that are assumed through an account. */
  rolesThrough(tenantId: string, id: string): Promise<string[]> {
    return this.database.withTenant(tenantId, async (tx) => {
      const spokes = await tx.account.findMany({
        where: { tenantId, viaAccountId: id, removedAt: null },
        select: { roleArn: true },
      });
      return spokes.flatMap(({ roleArn }) => (roleArn === null ? [] : [roleArn]));
    });
  }

  /**
   * Accounts that are read through a role, at most `most`: those of `ids`, or all that were never read with success.
   * @throws AppError invalid-input for an id that is not one of them.
   */
  withRoles(tenantId: string, ids: readonly string[] | undefined, most: number): Promise<AccountTarget[]> {
    return this.database.withTenant(tenantId, async (tx) => {
      const wanted = ids && ids.length > 0 ? { id: { in: [...ids] } } : { status: { not: 'ready' } };
      const rows = await tx.account.findMany({
        where: { tenantId, removedAt: null, accessKind: 'role', ...wanted },
        orderBy: { id: 'asc' },
        take: most,
      });
      const missing = (ids ?? []).filter((id) => !rows.some((row) => row.id === id));
      if (missing.length > 0) {
        const message = `These are no accounts that are read through a role: ${missing.join(', ')}.`;
        throw new AppError('invalid-input', { errors: [{ pointer: '/query/accountId', message }] });
      }
      return rows.map(targetOf);
    });
  }

  /** Notes when AWS Organizations was asked through an account: a day later it is asked again. @throws AppError not-found */
  noteAsked(tenantId: string, id: string, at = this.clock.now()): Promise<void> {
    return this.database.withTenant(tenantId, async (tx) => {
      const { count } = await tx.account.updateMany({
        where: { tenantId, id, removedAt: null },
        data: { discoveredAt: at },
      });
      if (count === 0) throw new AppError('not-found');
    });
  }

  /** The partition of an account, of a removed one too. */
  partitionOf(tenantId: string, id: string): Promise<string> {
    return this.database.withTenant(tenantId, async (tx) => {
      const account = await tx.account.findUnique({
        where: { tenantId_id: { tenantId, id } },
        select: { partition: true },
      });
      return account?.partition ?? 'aws';
    });
  }

  private async insert(
    tx: Tx,
    tenantId: string,
    { name, access, endpointUrl, scope, tags, owners }: AccountInput,
  ): Promise<Account> {
    const id = newId(this.clock.now());
    if (access.kind === 'role') {
      await refuseSecond(tx, tenantId, access.roleArn);
      await refuseUnfitHub(tx, { id, tenantId, access });
    }
    await tx.account.create({
      data: {
        tenantId,
        id,
        name,
        accessKind: access.kind,
        roleArn: access.kind === 'role' ? access.roleArn : null,
        viaAccountId: access.kind === 'role' ? (access.viaAccountId ?? null) : null,
        profile: access.kind === 'default-chain' ? (access.profile ?? null) : null,
        externalId: newExternalId(),
        endpointUrl: endpointUrl ?? null,
        services: scope.services,
        regions: scope.regions,
        tags,
        owners: [...new Set(owners)],
        partition: access.kind === 'role' ? (access.roleArn.split(':')[1] ?? 'aws') : 'aws',
        createdAt: this.clock.now(),
      },
    });
    return this.changed(tx, tenantId, id);
  }

  private async checked(tx: Tx, tenantId: string, id: string): Promise<Account> {
    const account = await this.changed(tx, tenantId, id);
    const { status, statusDetail, awsAccountId } = account;
    const after = { status, statusDetail, awsAccountId };
    await recordAudit(tx, tenantId, { action: 'account.checked', target: targetFor(id), after });
    return account;
  }

  private async changed(tx: Tx, tenantId: string, id: string): Promise<Account> {
    const account = await present(tx, tenantId, id);
    await publish(tx, tenantId, accountChanged, {
      accountId: id,
      name: account.name,
      awsAccountId: account.awsAccountId,
      owners: account.owners,
    });
    return account;
  }
}

const targetFor = (id: string) => ({ kind: 'account', id });

/** What people set. */
const settingsOf = ({ name, scope, enabled, budgetPercent, tags, owners }: Account) => ({
  ...{ name, scope, enabled, budgetPercent, tags, owners },
});

function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** An account that is watched. @throws AppError not-found */
export async function findAccount(tx: Tx, tenantId: string, id: string, { lock = false } = {}): Promise<AccountRow> {
  if (lock)
    await tx.$queryRawUnsafe(
      'select 1 from accounts where tenant_id = $1::uuid and id = $2::uuid for update',
      tenantId,
      id,
    );
  const account = await tx.account.findFirst({ where: { tenantId, id, removedAt: null } });
  if (!account) throw new AppError('not-found');
  return account;
}

/** Sets the status of an account that answered. */
export const noteReady = (tx: Tx, tenantId: string, id: string, { accountId, partition }: Identity) =>
  tx.account.updateMany({
    where: { tenantId, id, removedAt: null },
    data: { status: 'ready', statusDetail: null, awsAccountId: accountId, partition },
  });

/** Sets the status of an account that could not be read. */
export const noteFailing = (tx: Tx, tenantId: string, id: string, detail: string) =>
  tx.account.updateMany({
    where: { tenantId, id, removedAt: null },
    data: { status: 'failing', statusDetail: detail.slice(0, 1_000) },
  });

/** Looks hub accounts up in the database. */
export const hubsIn =
  (database: CollectorDatabase): HubLookup =>
  (tenantId, id) =>
    database.withTenant(tenantId, (tx) => findHub(tx, tenantId, id));

async function findHub(tx: Tx, tenantId: string, id: string): Promise<AccountTarget | undefined> {
  const row = await tx.account.findFirst({ where: { tenantId, id, removedAt: null } });
  return row ? targetOf(row) : undefined;
}

async function refuseUnfitHub(tx: Tx, account: Spoke): Promise<void> {
  try {
    await hubOf((tenantId, id) => findHub(tx, tenantId, id), account);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    throw new AppError('invalid-input', {
      errors: [{ pointer: '/body/access/viaAccountId', message: error.unknown.detail }],
    });
  }
}

async function refuseSecond(tx: Tx, tenantId: string, roleArn: string): Promise<void> {
  const awsAccountId = roleArn.split(':')[4] ?? '';
  const other = await tx.account.findFirst({
    where: { tenantId, removedAt: null, OR: [{ awsAccountId }, { roleArn }] },
  });
  if (other) throw new AppError('account-exists', { detail: `It is connected as ${other.name}.` });
}

async function present(tx: Tx, tenantId: string, id: string): Promise<Account> {
  const row = await findAccount(tx, tenantId, id);
  return accountOf(row, (await lastScans(tx, tenantId, [id])).get(id));
}

async function lastScans(tx: Tx, tenantId: string, ids: readonly string[]): Promise<Map<string, LastScan>> {
  const scans = await tx.$queryRawUnsafe<LastScan[]>(
    `select s.id, s.account_id as "accountId", s.state, s.created_at as "createdAt", s.started_at as "startedAt", s.ended_at as "endedAt"
     from unnest($2::uuid[]) as account(id)
     cross join lateral (select * from scans where tenant_id = $1::uuid and account_id = account.id order by id desc limit 1) s`,
    tenantId,
    ids,
  );
  return new Map(scans.map((scan) => [scan.accountId, scan]));
}
