/** The account that the standalone process begins with: a pretend one when there are no AWS credentials, else the one they belong to. */
import { accountChanged, type Account } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { newId } from '@cspmexa/platform';
import type { CollectorDatabase, Tx } from '../database.js';
import { accountOf } from './account-row.js';
import { newExternalId } from './external-id.js';

export interface SandboxAccountFacts {
  readonly name: string;
  /** The twelve digits that the sandbox answers with. */
  readonly awsAccountId: string;
}

/** Connects the sandbox account to a tenant, unless it is connected already. Returns it either way. */
export function addSandboxAccount(
  database: CollectorDatabase,
  tenantId: string,
  facts: SandboxAccountFacts,
): Promise<Account> {
  return database.withTenant(tenantId, async (tx) => (await insertSandboxAccount(tx, tenantId, facts)).account);
}

/** The same in the caller's transaction; `isNew` is false when it was connected already. */
export async function insertSandboxAccount(
  tx: Tx,
  tenantId: string,
  { name, awsAccountId }: SandboxAccountFacts,
): Promise<{ account: Account; isNew: boolean }> {
  const now = new Date();
  const { count } = await tx.account.createMany({
    data: {
      tenantId,
      id: newId(now),
      name,
      accessKind: 'default-chain',
      externalId: newExternalId(),
      sandbox: true,
      status: 'ready',
      awsAccountId,
      createdAt: now,
    },
    skipDuplicates: true,
  });
  const row = await tx.account.findFirstOrThrow({ where: { tenantId, awsAccountId, removedAt: null } });
  if (count > 0) await publish(tx, tenantId, accountChanged, { accountId: row.id, name: row.name, awsAccountId });
  return { account: accountOf(row, undefined), isNew: count > 0 };
}

/** Connects the account of the credentials that this process has, unless the tenant has accounts already. Its first scan finds out which one it is. */
export function addOwnAccount(
  database: CollectorDatabase,
  tenantId: string,
  name: string,
): Promise<Account | undefined> {
  return database.withTenant(tenantId, async (tx) => {
    if ((await tx.account.count({ where: { tenantId } })) > 0) return undefined;
    const now = new Date();
    const row = await tx.account.create({
      data: {
        tenantId,
        id: newId(now),
        name,
        accessKind: 'default-chain',
        externalId: newExternalId(),
        createdAt: now,
      },
    });
    await publish(tx, tenantId, accountChanged, { accountId: row.id, name, awsAccountId: null });
    return accountOf(row, undefined);
  });
}
