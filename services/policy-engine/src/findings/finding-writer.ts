/** Writes what judging decided about findings, and exceptions. */
import type { Exception } from '@cspmexa/contracts';
import { newId, type SqlTransaction } from '@cspmexa/platform';
import { causeOf } from '../judging/cause.js';
import { keyOf, type Failing, type Identity } from '../judging/judged.js';
import type { Change, KnownFinding } from '../judging/reconcile.js';
import { fingerprintOf } from './canonical.js';
import { dueSql } from './due.js';
import { write, type Occasion, type Row, type Statement } from './history-writer.js';

/** A finding that is in the database. `version` is what it was when it was read. */
export interface StoredFinding extends KnownFinding {
  readonly id: string;
  readonly version: number;
}

const due = (since: string, severity: string): string => dueSql(since, severity, '(select days from sla)');

const contentColumns = `policy_id text, discriminator text, severity int, account_id uuid, aws_account_id text, region text,
  listed_in text, service text, resource_kind text, resource_arn text, resource_name text, title jsonb, reason jsonb,
  conditions jsonb, subject jsonb, search_text text, evidence_hash text, content_hash text,
  cause_key text, cause_title jsonb`;

const insert: Statement = {
  columns: `fingerprint text, ${contentColumns}`,
  sql: `insert into findings as f (tenant_id, id, fingerprint, policy_id, discriminator, status, severity, account_id,
      aws_account_id, region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject,
      search_text, evidence_hash, content_hash, cause_key, cause_title, opened_at, open_since, changed_at, due_at)
    select $1::uuid, id, decode(fingerprint, 'hex'), policy_id, discriminator, 'open', severity, account_id, aws_account_id,
      region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject, search_text,
      decode(evidence_hash, 'hex'), decode(content_hash, 'hex'), cause_key, cause_title, $3::timestamptz,
      $3::timestamptz, $3::timestamptz, ${due('$3::timestamptz', 'severity')}
    from n on conflict (tenant_id, fingerprint) do nothing`,
};

const update: Statement = {
  columns: `back boolean, ${contentColumns}`,
  sql: `update findings f set severity = n.severity, account_id = n.account_id, aws_account_id = n.aws_account_id,
      region = n.region, listed_in = n.listed_in, service = n.service, resource_kind = n.resource_kind,
      resource_name = n.resource_name, title = n.title, reason = n.reason, conditions = n.conditions, subject = n.subject,
      search_text = n.search_text, evidence_hash = decode(n.evidence_hash, 'hex'), content_hash = decode(n.content_hash, 'hex'),
      cause_key = n.cause_key, cause_title = n.cause_title,
      due_at = case when f.due_set and not n.back then f.due_at
        else ${due('(case when n.back then $3::timestamptz else f.open_since end)', 'n.severity')} end,
      due_set = f.due_set and not n.back,
      status = case when n.back then 'open' else f.status end, reopened = f.reopened or n.back,
      resolution = null, resolved_at = null,
      open_since = case when n.back then $3::timestamptz else f.open_since end,
      changed_at = case when n.change is null then f.changed_at else $3::timestamptz end, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

const resolve: Statement = {
  columns: 'resolution text',
  sql: `update findings f set status = 'resolved', resolution = n.resolution, resolved_at = $3::timestamptz,
      exception = null, exception_until = null, due_at = null, due_set = false, changed_at = $3::timestamptz, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

/** What an exception that is made, or that ends, changes of a finding `f`, as SQL over it and `sla`. An `exception` that is null ends it. */
export const exceptionSet = (exception: string, until: string, at = '$3::timestamptz'): string =>
  `status = case when ${exception} is null then 'open' else 'excepted' end, exception = ${exception},
      exception_until = ${until}, open_since = case when ${exception} is null then ${at} else f.open_since end,
      due_at = case when f.due_set or ${exception} is not null then f.due_at else ${due(at, 'f.severity')} end`;

const except: Statement = {
  columns: 'exception jsonb, exception_until timestamptz',
  sql: `update findings f set ${exceptionSet('n.exception', 'n.exception_until')}, changed_at = $3::timestamptz, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

/** How many findings of each kind of change were written. */
export interface ChangeCounts {
  readonly opened: number;
  readonly resolved: number;
  readonly reopened: number;
  readonly changed: number;
}

/** Writes what `reconcile` decided for an account. @throws FindingMoved when a finding is not any more as it was read. */
export async function writeChanges(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  changes: readonly Change<StoredFinding>[],
  occasion: Occasion,
): Promise<ChangeCounts> {
  const opened: Row[] = [];
  const updated: Row[] = [];
  const resolved: Row[] = [];
  const told = (about: Identity) => ({
    changes: occasion.changes?.get(keyOf(about)) ?? null,
    cause: occasion.causes?.get(about.resourceArn) ?? null,
  });
  let reopenings = 0;
  for (const change of changes) {
    if (change.kind === 'open')
      opened.push({
        ...contentOf(change.judged, accountId),
        ...told(change.judged),
        ...{ id: newId(occasion.at), change: 'opened', fingerprint: fingerprintOf(tenantId, change.judged) },
      });
    else if (change.kind === 'resolve') {
      const { known, resolution, now } = change;
      const after = { status: 'resolved', severity: known.severity, resolution, conditions: now };
      resolved.push({ id: known.id, version: known.version, change: 'resolved', resolution, after, ...told(known) });
    } else {
      const { known, judged } = change;
      const back = change.kind === 'reopen';
      const { id, version } = known;
      updated.push({
        ...contentOf(judged, accountId),
        ...told(judged),
        id,
        version,
        back,
        change: back ? 'reopened' : change.difference,
      });
      if (back) reopenings += 1;
    }
  }
  await write(tx, tenantId, insert, opened, occasion);
  await write(tx, tenantId, update, updated, occasion);
  await write(tx, tenantId, resolve, resolved, occasion);
  return {
    opened: opened.length,
    resolved: resolved.length,
    reopened: reopenings,
    changed: updated.filter(({ change }) => change !== null).length - reopenings,
  };
}

/** An exception that is made (`exception`) or ends (null). */
export interface ExceptionChange {
  readonly id: string;
  readonly version: number;
  readonly change: 'excepted' | 'exception-expired' | 'exception-removed';
  readonly exception: Exception | null;
}

/** Writes exceptions that were made or that ended. @throws FindingMoved as `writeChanges` does. */
export const writeExceptions = (
  tx: SqlTransaction,
  tenantId: string,
  changes: readonly ExceptionChange[],
  occasion: Occasion,
): Promise<void> => {
  const rows = changes.map((change) => ({ ...change, exception_until: change.exception?.until ?? null }));
  return write(tx, tenantId, except, rows, occasion);
};

const contentOf = (judged: Failing, accountId: string) => {
  const cause = causeOf(judged);
  return {
    policy_id: judged.policyId,
    discriminator: judged.discriminator,
    severity: judged.severity,
    account_id: accountId,
    aws_account_id: judged.awsAccountId,
    region: judged.region,
    listed_in: judged.listedIn,
    service: judged.service,
    resource_kind: judged.resourceKind,
    resource_arn: judged.resourceArn,
    resource_name: judged.resourceName,
    title: judged.title,
    reason: judged.reason,
    conditions: judged.conditions,
    subject: judged.subject,
    search_text: searchTextOf(judged),
    evidence_hash: judged.evidenceHash,
    content_hash: judged.contentHash,
    cause_key: cause.key,
    cause_title: cause.title,
  };
};

const searchTextOf = ({ title, resourceArn, resourceName }: Failing): string =>
  [title.en, title.pt, resourceArn, resourceName ?? ''].join('\n').toLowerCase();
