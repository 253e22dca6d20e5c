/** Reads the findings that a look at an account may change. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { KnownFinding } from '../judging/reconcile.js';
import { hashOfText } from './canonical.js';
import { holdSlaDays } from './due.js';
import type { StoredFinding } from './finding-writer.js';

/** Where a look went, and whose findings it may change. */
export interface KnownScope {
  readonly accountId: string;
  /** Regions of units. */
  readonly regions: readonly string[];
  readonly kinds: readonly string[];
  /** Policies that judge now, or that do not. */
  readonly policies: { readonly only: readonly string[] } | { readonly except: readonly string[] };
  /** Of these resources alone, if they are given. */
  readonly resources?: readonly string[];
}

interface Row {
  id: string;
  version: number;
  policy_id: string;
  resource_arn: string;
  discriminator: string;
  status: KnownFinding['status'];
  severity: number;
  resource_kind: string;
  listed_in: string;
  evidence_hash: string;
  content_hash: string;
}

const columns = `id, version, policy_id, resource_arn, discriminator, status, severity, resource_kind, listed_in,
  encode(evidence_hash, 'hex') as evidence_hash, encode(content_hash, 'hex') as content_hash`;

const inScope = `tenant_id = $1::uuid and account_id = $2::uuid and status in ('open', 'excepted')
  and listed_in = any($3::text[]) and resource_kind = any($4::text[])
  and ($5::boolean = (policy_id = any($6::text[]))) and ($7::text[] is null or resource_arn = any($7))`;

const scopeValues = (tenantId: string, { accountId, regions, kinds, policies, resources }: KnownScope): unknown[] => [
  ...[tenantId, accountId, regions, kinds, 'only' in policies],
  ...['only' in policies ? policies.only : policies.except, resources ?? null],
];

/** Findings of the scope that are open or excepted. */
export async function unresolvedIn(tx: SqlTransaction, tenantId: string, scope: KnownScope): Promise<StoredFinding[]> {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select ${columns} from findings where ${inScope}`,
    ...scopeValues(tenantId, scope),
  );
  return rows.map(storedOf);
}

/** What `hashOfKnown` gives of the findings that `unresolvedIn` reads, without reading them. */
export async function unresolvedHash(tx: SqlTransaction, tenantId: string, scope: KnownScope): Promise<string> {
  const [row] = await tx.$queryRawUnsafe<{ count: number; sum: string }[]>(
    `select count(*)::int as count,
       coalesce(sum(('x' || left(encode(sha256((id || ' ' || version)::bytea), 'hex'), 15))::bit(60)::bigint), 0)::text as sum
     from findings where ${inScope}`,
    ...scopeValues(tenantId, scope),
  );
  return `${row?.count ?? 0} ${row?.sum ?? 0}`;
}

/** Which findings there are, in which version: a sum of hashes, so that their order makes no difference. */
export function hashOfKnown(findings: readonly StoredFinding[]): string {
  const sum = findings.reduce(
    (total, { id, version }) => total + BigInt(`0x${hashOfText(`${id} ${version}`).slice(0, 15)}`),
    0n,
  );
  return `${findings.length} ${sum}`;
}

/**
 * Holds findings until the end of the transaction: first the days by which they are due, then the rows in the order of their ids, as
 * everybody does. False when one is not any more as it was read.
 */
export async function holdAsRead(
  tx: SqlTransaction,
  tenantId: string,
  findings: readonly StoredFinding[],
): Promise<boolean> {
  if (findings.length === 0) return true;
  await holdSlaDays(tx, tenantId);
  const held = await tx.$queryRawUnsafe<Pick<Row, 'id' | 'version'>[]>(
    'select id, version from findings where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update',
    tenantId,
    findings.map(({ id }) => id),
  );
  const versions = new Map(held.map(({ id, version }) => [id, version]));
  return findings.every(({ id, version }) => versions.get(id) === version);
}

/** Holds, in the same way, at most `limit` findings of an account that are open or excepted; of one policy if it is given. */
export async function holdUnresolvedOf(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  limit: number,
  policyId?: string,
): Promise<StoredFinding[]> {
  await holdSlaDays(tx, tenantId);
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select ${columns} from findings where tenant_id = $1::uuid and account_id = $2::uuid and status in ('open', 'excepted')
       and ($4::text is null or policy_id = $4) order by id limit $3::int for update`,
    ...[tenantId, accountId, limit, policyId ?? null],
  );
  return rows.map(storedOf);
}

/** Findings by their fingerprints (hex), whatever their status or account. */
export async function withFingerprints(
  tx: SqlTransaction,
  tenantId: string,
  fingerprints: readonly string[],
): Promise<StoredFinding[]> {
  if (fingerprints.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select ${columns} from findings where tenant_id = $1::uuid
       and fingerprint in (select decode(unnest($2::text[]), 'hex'))`,
    tenantId,
    fingerprints,
  );
  return rows.map(storedOf);
}

const storedOf = (row: Row): StoredFinding => ({
  id: row.id,
  version: row.version,
  policyId: row.policy_id,
  resourceArn: row.resource_arn,
  discriminator: row.discriminator,
  status: row.status,
  severity: row.severity,
  resourceKind: row.resource_kind,
  listedIn: row.listed_in,
  evidenceHash: row.evidence_hash,
  contentHash: row.content_hash,
});
