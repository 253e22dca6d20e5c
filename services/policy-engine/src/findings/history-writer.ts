/** Writes rows of findings, each with the entry in its history and its event, all in the caller's transaction and in bulk. */
import {
  findingExcepted,
  findingExceptionExpired,
  findingOpened,
  findingReopened,
  findingResolved,
  findingWorsened,
  type ChangeCause,
  type FindingFacts,
  type ResourceChange,
  type Text,
} from '@cspmexa/contracts';
import { publishAll, type Publication } from '@cspmexa/messaging';
import { faultPoint, newId, type SqlTransaction } from '@cspmexa/platform';
import { daysByRank, holdSlaDays } from './due.js';
import { severityOf } from './severity.js';

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

/** A finding that was changed, with its entry in the history. */
export interface Changed {
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
  due_at: Date | null;
}

/** A row that goes to the database as JSON: the columns that every change has, and those of its statement. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly change: string | null };

/** What happens to a row, as SQL over `n`, the rows that were sent, and `sla`. `$1` is the tenant, `$3` the time. */
export interface Statement {
  readonly columns: string;
  readonly sql: string;
}

/** What the history keeps of a row, as SQL. */
export const evidence = (row: string): string =>
  `jsonb_build_object('status', ${row}.status, 'severity', ${row}.severity, 'reason', ${row}.reason, 'conditions', ${row}.conditions, 'exception', ${row}.exception)`;

/**
 * The tail that every statement shares: history with the evidence before and after, unless the change is none to speak of. `old` is the row
 * as it was: all parts of a statement see the table as it was when it began.
 */
const withHistory = ({ columns, sql }: Statement): string => `
  with n as (select * from json_to_recordset($2::json) as n(id uuid, version int, change text, change_id uuid, after jsonb,
    changes jsonb, cause jsonb, ${columns})),
  sla as (select $6::jsonb as days),
  done as (${sql} returning f.*),
  noted as (
    insert into finding_history
      (tenant_id, id, finding_id, version, account_id, at, change, open_delta, scan_id, actor, severity, reason, before, after,
        changes, cause)
    select done.tenant_id, n.change_id, done.id, done.version, done.account_id, $3::timestamptz, n.change,
      (done.status = 'open')::int - coalesce((old.status = 'open')::int, 0), $4::uuid, $5, done.severity, done.reason,
      case when old.id is not null then ${evidence('old')} end, coalesce(n.after, ${evidence('done')}),
      n.changes, n.cause
    from done join n on n.id = done.id left join findings old on old.tenant_id = $1::uuid and old.id = done.id
    where n.change is not null)
  select done.id, done.version, n.change, n.change_id, done.status, done.policy_id, done.title, done.reason, done.severity,
    done.account_id, done.aws_account_id, done.region, done.service, done.resource_arn, done.resource_name, done.due_at
  from done join n on n.id = done.id order by n.change_id`;

const events: Readonly<Record<string, Publication['event']>> = {
  opened: findingOpened,
  reopened: findingReopened,
  worsened: findingWorsened,
  resolved: findingResolved,
  excepted: findingExcepted,
  'exception-expired': findingExceptionExpired,
  'exception-removed': findingExceptionExpired,
};

/** Writes rows that were read in a version. @throws FindingMoved when one has another by now. */
export async function write(
  tx: SqlTransaction,
  tenantId: string,
  statement: Statement,
  rows: readonly Row[],
  { at, scanId, actor }: Occasion,
): Promise<void> {
  if (rows.length === 0) return;
  const days = daysByRank(await holdSlaDays(tx, tenantId));
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk).map((row) => ({ ...row, change_id: newId(at) }));
    const done = await tx.$queryRawUnsafe<Changed[]>(
      withHistory(statement),
      tenantId,
      JSON.stringify(part),
      at.toISOString(),
      scanId,
      actor,
      days,
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
export function publicationOf(row: Changed, scanId: string | null): Publication[] {
  const event = events[row.change];
  if (!event || (row.change === 'worsened' && row.status !== 'open')) return [];
  return [{ event, data: factsOf(row, scanId), generation: row.version }];
}

/** What events say of a finding. */
export const factsOf = (row: Changed, scanId: string | null): FindingFacts => ({
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
  dueAt: row.due_at?.toISOString() ?? null,
});
