/** An account as its row holds it, and as callers see it. */
import type { Account, AccountAccess, Scope } from '@cspmexa/contracts';
import { Account as AccountSchema, Scope as ScopeSchema } from '@cspmexa/contracts';
import type { Account as AccountRow } from '../generated/prisma/client.js';

export type { AccountRow };

/** What reaching an account in AWS takes. Free of the database's types, so that tests and the sandbox can give their own. */
export interface AccountTarget {
  readonly id: string;
  readonly tenantId: string;
  readonly access: AccountAccess;
  readonly externalId: string;
  readonly endpointUrl: string | null;
  readonly sandbox: boolean;
  /** Null until a check has learnt it. */
  readonly awsAccountId: string | null;
}

export const targetOf = (row: AccountRow): AccountTarget => ({
  id: row.id,
  tenantId: row.tenantId,
  access: accessOf(row),
  externalId: row.externalId,
  endpointUrl: row.endpointUrl,
  sandbox: row.sandbox,
  awsAccountId: row.awsAccountId,
});

const accessOf = ({ accessKind, roleArn, profile, viaAccountId }: AccountRow): AccountAccess =>
  accessKind === 'role' && roleArn !== null
    ? { kind: 'role', roleArn, ...(viaAccountId === null ? {} : { viaAccountId }) }
    : { kind: 'default-chain', ...(profile === null ? {} : { profile }) };

/** Rows keep a scope as two columns. */
export const scopeOf = ({ services, regions }: { services: string[]; regions: string[] }): Scope =>
  ScopeSchema.parse({ services, regions });

/** The last scan of an account, as far as a list of accounts shows it. */
export interface LastScan {
  readonly id: string;
  readonly accountId: string;
  readonly state: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** An account as callers see it. */
export const accountOf = (row: AccountRow, lastScan: LastScan | undefined): Account =>
  AccountSchema.parse({
    id: row.id,
    name: row.name,
    awsAccountId: row.awsAccountId,
    partition: row.partition,
    access: accessOf(row),
    externalId: row.externalId,
    endpointUrl: row.endpointUrl,
    scope: scopeOf(row),
    enabled: row.enabled,
    budgetPercent: row.budgetPercent,
    tags: row.tags,
    owners: row.owners,
    sandbox: row.sandbox,
    status: row.status,
    statusDetail: row.statusDetail,
    createdAt: row.createdAt.toISOString(),
    lastScan: lastScan
      ? {
          id: lastScan.id,
          state: lastScan.state,
          startedAt: (lastScan.startedAt ?? lastScan.createdAt).toISOString(),
          endedAt: lastScan.endedAt?.toISOString() ?? null,
        }
      : null,
  } satisfies Record<keyof Account, unknown>);
