/** Writes what people change of findings: rows, history and events in the caller's transaction. Many findings cost few statements. */
import { newId, type SqlTransaction } from '@cspmexa/platform';
import { publishAll } from '@cspmexa/messaging';
import { daysByRank, dueSql, holdSlaDays } from '../findings/due.js';
import { exceptionSet } from '../findings/finding-writer.js';
import { evidence, FindingMoved, publicationOf, type Changed } from '../findings/history-writer.js';
import { addComments } from './comments-table.js';
import type { HeldFinding } from './held-finding.js';
import type { Deed, Step } from './step.js';

/** A finding that is held. */
type Held = Pick<HeldFinding, 'id' | 'version'>;

/** What happens to rows `f` that were `old`, as SQL. `$1` is the tenant, `$5` the time; `sla` are the days. */
interface Rewrite {
  readonly set: string;
  /** The name of the change. */
  readonly change: string;
  /** What the history keeps of a row before and after. */
  readonly evidence: (row: string) => string;
  /** What has to be known to take it back. */
  readonly former?: string;
  /** Where else it reads. */
  readonly beside?: string;
  /** Of `$9` and on. */
  readonly values: readonly unknown[];
  /** Others hear of each finding. */
  readonly isEvent?: boolean;
}

/** Rows of one statement: it ends long before the database loses patience, on a slow machine, too. */
const chunk = 1_000;

const sql = ({ set, change, evidence: kept, former = 'null::jsonb', beside = '', isEvent }: Rewrite): string => `
  with n as (select * from unnest($2::uuid[], $3::int[], $4::uuid[]) as n(id, version, change_id)),
  sla as (select $7::jsonb as days),
  done as (
    update findings f set ${set}, changed_at = $5::timestamptz, version = f.version + 1
    from n join findings old on old.tenant_id = $1::uuid and old.id = n.id ${beside}
    where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version
    returning f.id, f.version, f.account_id, f.severity, f.reason, n.change_id, (${change}) as change,
      (f.status = 'open')::int - (old.status = 'open')::int as open_delta, ${kept('old')} as before, ${kept('f')} as after,
      ${former} as former
      ${isEvent ? ', f.status, f.policy_id, f.title, f.aws_account_id, f.region, f.service, f.resource_arn, f.resource_name, f.due_at' : ''}),
  noted as (
    insert into finding_history (tenant_id, id, finding_id, version, account_id, at, change, open_delta, actor, severity, reason, before, after)
    select $1::uuid, change_id, id, version, account_id, $5::timestamptz, change, open_delta, $6, severity, reason, before, after from done),
  kept as (
    insert into bulk_change_rows (tenant_id, change_id, finding_id, account_id, version, before)
    select $1::uuid, $8::uuid, id, account_id, version, former from done where $8::uuid is not null)
  ${
    isEvent
      ? `select id, version, change, change_id, status, policy_id, title, reason, severity, account_id, aws_account_id, region, service,
    resource_arn, resource_name, due_at from done order by change_id`
      : 'select id from done'
  }`;

/** @throws FindingMoved when a finding is not any more as it was held. */
async function rewrite(
  tx: SqlTransaction,
  tenantId: string,
  what: Rewrite,
  held: readonly Held[],
  { at, by }: Deed,
  changeId: string | null,
): Promise<void> {
  const days = daysByRank(await holdSlaDays(tx, tenantId));
  const statement = sql(what);
  for (let start = 0; start < held.length; start += chunk) {
    const part = held.slice(start, start + chunk);
    const done = await tx.$queryRawUnsafe<Changed[]>(
      statement,
      tenantId,
      part.map(({ id }) => id),
      part.map(({ version }) => version),
      part.map(() => newId(at)),
      ...[at.toISOString(), by, days, changeId],
      ...what.values,
    );
    if (done.length !== part.length) throw new FindingMoved('A finding was changed by somebody else at the same time.');
    if (what.isEvent) {
      const publications = done.flatMap((row) => publicationOf(row, null));
      await publishAll(tx, tenantId, publications);
    }
  }
}

/** As JSON writes it: as text of the database it would follow the zone of the session. */
const isoOf = (time: string): string => `to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const dueAfter = (since: string): string => dueSql(since, 'f.severity', '(select days from sla)');
/** The date that somebody had set. */
const formerDate = `case when old.due_set then ${isoOf('old.due_at')} end`;
const assigneeOf = (row: string): string => `jsonb_build_object('assignee', ${row}.assignee)`;
const dueOf = (row: string): string =>
  `jsonb_build_object('dueAt', ${isoOf(`${row}.due_at`)}, 'dueSet', ${row}.due_set)`;

function rewriteOf(step: Exclude<Step, { change: 'commented' }>): Rewrite {
  switch (step.change) {
    case 'assigned':
      return {
        ...{ change: `'assigned'`, set: 'assignee = $9::text', values: [step.assignee] },
        ...{ evidence: assigneeOf, former: assigneeOf('old') },
      };
    case 'due-changed':
      return {
        change: `'due-changed'`,
        set: `due_at = coalesce($9::timestamptz, ${dueAfter('f.open_since')}), due_set = $9::timestamptz is not null`,
        values: [step.dueAt?.toISOString() ?? null],
        ...{ evidence: dueOf, former: `jsonb_build_object('dueAt', ${formerDate})` },
      };
    default: {
      const exception = step.change === 'excepted' ? step.exception : null;
      return {
        change: `'${step.change}'`,
        set: exceptionSet('$9::jsonb', '$10::timestamptz', '$5::timestamptz'),
        values: [exception && JSON.stringify(exception), exception?.until ?? null],
        evidence,
        former: `jsonb_build_object('status', old.status, 'exception', old.exception, 'exceptionUntil', ${isoOf('old.exception_until')},
          'openSince', ${isoOf('old.open_since')}, 'dueAt', ${formerDate})`,
        isEvent: true,
      };
    }
  }
}

/** Does the same to findings that are held. Where a change of many is named, what they were is kept with it. */
export const writeStep = (
  tx: SqlTransaction,
  tenantId: string,
  step: Step,
  held: readonly Held[],
  deed: Deed,
  changeId: string | null = null,
): Promise<void> =>
  step.change === 'commented'
    ? addComments(
        tx,
        tenantId,
        { text: step.text, on: held.map(({ id }) => ({ findingId: id, id: newId(deed.at) })) },
        deed,
        changeId,
      )
    : rewrite(tx, tenantId, rewriteOf(step), held, deed, changeId);

/** What a change of many did that can be taken back, by what it kept of each finding: `r`. `$9` is the change. */
const backs = {
  assign: { change: `'assigned'`, set: `assignee = r.before ->> 'assignee'`, evidence: assigneeOf },
  due: {
    change: `'due-changed'`,
    set: `due_at = coalesce((r.before ->> 'dueAt')::timestamptz, ${dueAfter('f.open_since')}), due_set = r.before ->> 'dueAt' is not null`,
    evidence: dueOf,
  },
  exception: {
    change: `case f.status when 'excepted' then 'excepted' else 'exception-removed' end`,
    set: `status = r.before ->> 'status', exception = nullif(r.before -> 'exception', 'null'::jsonb),
      exception_until = (r.before ->> 'exceptionUntil')::timestamptz, open_since = (r.before ->> 'openSince')::timestamptz,
      due_set = r.before ->> 'dueAt' is not null,
      due_at = coalesce((r.before ->> 'dueAt')::timestamptz, ${dueAfter(`(r.before ->> 'openSince')::timestamptz`)})`,
    evidence,
    isEvent: true,
  },
} satisfies Record<string, Omit<Rewrite, 'values'>>;

/** Puts findings that are held back to what they were before a change of many, as if nobody had touched them. */
export const writeBack = (
  tx: SqlTransaction,
  tenantId: string,
  { id, kind }: { readonly id: string; readonly kind: keyof typeof backs },
  held: readonly Held[],
  deed: Deed,
): Promise<void> => {
  const beside = 'join bulk_change_rows r on r.tenant_id = $1::uuid and r.change_id = $9::uuid and r.finding_id = n.id';
  return rewrite(tx, tenantId, { ...backs[kind], beside, values: [id] }, held, deed, null);
};
