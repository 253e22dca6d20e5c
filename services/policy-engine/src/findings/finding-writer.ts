/** Writes changes of findings: the row, the entry in its history and the event, all in the caller's transaction and in bulk. */
import {
  findingExcepted,
  findingExceptionExpired,
  findingOpened,
  findingReopened,
  findingResolved,
  findingWorsened,
  type ChangeCause,
  type Exception,
  type FindingFacts,
  type ResourceChange,
  type Text,
} from '@cspmexa/contracts';
import { publishAll, type Publication } from '@cspmexa/messaging';
import { faultPoint, newId, type SqlTransaction } from '@cspmexa/platform';
import { keyOf, type Failing, type Identity } from '../judging/judged.js';
import type { Change, KnownFinding } from '../judging/reconcile.js';
import { fingerprintOf } from './canonical.js';
import { severityOf } from './severity.js';

/** A finding that is in the database. `version` is what it was when it was read. */
export interface StoredFinding extends KnownFinding {
  readonly id: string;
  readonly version: number;
}

/** When, why and by whom a change is made. */
export interface Occasion {
  readonly at: Date;
  readonly scanId: string | null;
  /** The e-mail of a person; null for the engine. */
  readonly actor: string | null;
  /** What changed in the resources, by `keyOf`. */
  readonly changes?: ReadonlyMap<string, readonly ResourceChange[] | null>;
  /** The changes in AWS that a scan was started for, by the ARN of the resource. */
  readonly causes?: ReadonlyMap<string, ChangeCause>;
}

/** Somebody else changed a finding since it was read: read again and decide again. */
export class FindingMoved extends Error {
  override readonly name = 'FindingMoved';
}

/** Rows of one statement. */
const chunk = 1_000;

interface Changed {
  id: string;
  version: number;
  change: string;
  change_id: string;
  status: string;
  policy_id: string;
  title: Text;
  reason: Text;
  severity: number;
  account_id: string;
  aws_account_id: string;
  region: string;
  service: string;
  resource_arn: string;
  resource_name: string | null;
}

/** A row that goes to the database as JSON: the columns that every change has, and those of its statement. */
type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly change: string | null };

/** What happens to a row, as SQL over `n`, the rows that were sent. `$1` is the tenant, `$3` the time. */
interface Statement {
  readonly columns: string;
  readonly sql: string;
}

const evidence = (row: string): string =>
  `jsonb_build_object('status', ${row}.status, 'severity', ${row}.severity, 'reason', ${row}.reason, 'conditions', ${row}.conditions, 'exception', ${row}.exception)`;

/** The tail that every statement shares: history with the evidence before and after, unless the change is none to speak of. */
const withHistory = ({ columns, sql }: Statement): string => `
  with n as (select * from json_to_recordset($2::json) as n(id uuid, version int, change text, change_id uuid, after jsonb,
    changes jsonb, cause jsonb, ${columns})),
  old as (select f.* from findings f join n on f.tenant_id = $1::uuid and f.id = n.id),
  done as (${sql} returning f.*),
  noted as (
    insert into finding_history
      (tenant_id, id, finding_id, version, account_id, at, change, open_delta, scan_id, actor, severity, reason, before, after,
        changes, cause)
    select done.tenant_id, n.change_id, done.id, done.version, done.account_id, $3::timestamptz, n.change,
      (done.status = 'open')::int - coalesce((old.status = 'open')::int, 0), $4::uuid, $5, done.severity, done.reason,
      case when old.id is not null then ${evidence('old')} end, coalesce(n.after, ${evidence('done')}),
      n.changes, n.cause
    from done join n on n.id = done.id left join old on old.id = done.id where n.change is not null)
  select done.id, done.version, n.change, n.change_id, done.status, done.policy_id, done.title, done.reason, done.severity,
    done.account_id, done.aws_account_id, done.region, done.service, done.resource_arn, done.resource_name
  from done join n on n.id = done.id order by n.change_id`;

const contentColumns = `policy_id text, discriminator text, severity int, account_id uuid, aws_account_id text, region text,
  listed_in text, service text, resource_kind text, resource_arn text, resource_name text, title jsonb, reason jsonb,
  conditions jsonb, subject jsonb, search_text text, evidence_hash text, content_hash text`;

const insert: Statement = {
  columns: `fingerprint text, ${contentColumns}`,
  sql: `insert into findings as f (tenant_id, id, fingerprint, policy_id, discriminator, status, severity, account_id,
      aws_account_id, region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject,
      search_text, evidence_hash, content_hash, opened_at, open_since, changed_at)
    select $1::uuid, id, decode(fingerprint, 'hex'), policy_id, discriminator, 'open', severity, account_id, aws_account_id,
      region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject, search_text,
      decode(evidence_hash, 'hex'), decode(content_hash, 'hex'), $3::timestamptz, $3::timestamptz, $3::timestamptz
    from n on conflict (tenant_id, fingerprint) do nothing`,
};

const update: Statement = {
  columns: `back boolean, ${contentColumns}`,
  sql: `update findings f set severity = n.severity, account_id = n.account_id, aws_account_id = n.aws_account_id,
      region = n.region, listed_in = n.listed_in, service = n.service, resource_kind = n.resource_kind,
      resource_name = n.resource_name, title = n.title, reason = n.reason, conditions = n.conditions, subject = n.subject,
      search_text = n.search_text, evidence_hash = decode(n.evidence_hash, 'hex'), content_hash = decode(n.content_hash, 'hex'),
      status = case when n.back then 'open' else f.status end, reopened = f.reopened or n.back,
      resolution = null, resolved_at = null,
      open_since = case when n.back then $3::timestamptz else f.open_since end,
      changed_at = case when n.change is null then f.changed_at else $3::timestamptz end, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

const resolve: Statement = {
  columns: 'resolution text',
  sql: `update findings f set status = 'resolved', resolution = n.resolution, resolved_at = $3::timestamptz,
      exception = null, exception_until = null, changed_at = $3::timestamptz, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

const except: Statement = {
  columns: 'exception jsonb, exception_until timestamptz',
  sql: `update findings f set status = case when n.exception is null then 'open' else 'excepted' end, exception = n.exception,
      exception_until = n.exception_until, changed_at = $3::timestamptz, version = f.version + 1,
      open_since = case when n.exception is null then $3::timestamptz else f.open_since end
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`,
};

const events: Readonly<Record<string, Publication['event']>> = {
  opened: findingOpened,
  reopened: findingReopened,
  worsened: findingWorsened,
  resolved: findingResolved,
  excepted: findingExcepted,
  'exception-expired': findingExceptionExpired,
  'exception-removed': findingExceptionExpired,
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

async function write(
  tx: SqlTransaction,
  tenantId: string,
  statement: Statement,
  rows: readonly Row[],
  { at, scanId, actor }: Occasion,
): Promise<void> {
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk).map((row) => ({ ...row, change_id: newId(at) }));
    const done = await tx.$queryRawUnsafe<Changed[]>(
      withHistory(statement),
      tenantId,
      JSON.stringify(part),
      at.toISOString(),
      scanId,
      actor,
    );
    if (done.length !== part.length) throw new FindingMoved('A finding was changed by somebody else at the same time.');
    await faultPoint('judging.half-written');
    await publishAll(
      tx,
      tenantId,
      done.flatMap((changed) => publicationOf(changed, scanId)),
    );
  }
}

/** An event per change that others care for; a finding that worsens while it is excepted is not open, and so nobody's alarm. */
function publicationOf(row: Changed, scanId: string | null): Publication[] {
  const event = events[row.change];
  if (!event || (row.change === 'worsened' && row.status !== 'open')) return [];
  const data: FindingFacts = {
    findingId: row.id,
    policyId: row.policy_id,
    title: row.title,
    reason: row.reason,
    severity: severityOf(row.severity),
    accountId: row.account_id,
    awsAccountId: row.aws_account_id,
    region: row.region,
    service: row.service,
    resourceArn: row.resource_arn,
    resourceName: row.resource_name,
    scanId,
    changeId: row.change_id,
  };
  return [{ event, data, generation: row.version }];
}

const contentOf = (judged: Failing, accountId: string) => ({
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
});

const searchTextOf = ({ title, resourceArn, resourceName }: Failing): string =>
  [title.en, title.pt, resourceArn, resourceName ?? ''].join('\n').toLowerCase();
