/** Writes what people change of findings: rows, history and events, in bulk and in the caller's transaction. */
import { newId, type SqlTransaction } from '@cspmexa/platform';
import { dueSql } from '../findings/due.js';
import { writeExceptions, type ExceptionChange } from '../findings/finding-writer.js';
import { write, type Row, type Statement } from '../findings/history-writer.js';
import { addComments, type NewComment } from './comments-table.js';
import type { HeldFinding } from './held-finding.js';
import type { Deed, Step } from './step.js';

/** A finding that is held, and what becomes of it. */
export interface Stepped {
  readonly finding: HeldFinding;
  readonly step: Step;
}

const moved = `changed_at = $3::timestamptz, version = f.version + 1
    from n where f.tenant_id = $1::uuid and f.id = n.id and f.version = n.version`;

const assign: Statement = {
  columns: 'assignee text',
  sql: `update findings f set assignee = n.assignee, ${moved}`,
  evidence: (row) => `jsonb_build_object('assignee', ${row}.assignee)`,
};

/** As JSON writes it: as text of the database it would follow the zone of the session. */
const isoOf = (time: string): string => `to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const bySeverity = dueSql('f.open_since', 'f.severity', '(select days from sla)');

const due: Statement = {
  columns: 'due_at timestamptz',
  sql: `update findings f set due_at = coalesce(n.due_at, ${bySeverity}), due_set = n.due_at is not null, ${moved}`,
  evidence: (row) => `jsonb_build_object('dueAt', ${isoOf(`${row}.due_at`)}, 'dueSet', ${row}.due_set)`,
};

/** Writes steps of findings that are held. Returns the ids of the comments that they made, by finding. */
export async function writeSteps(
  tx: SqlTransaction,
  tenantId: string,
  stepped: readonly Stepped[],
  { at, by }: Deed,
): Promise<Map<string, string>> {
  const assigned: Row[] = [];
  const dues: Row[] = [];
  const exceptions: ExceptionChange[] = [];
  const comments: NewComment[] = [];
  for (const { finding, step } of stepped) {
    const { id, version } = finding;
    const { change } = step;
    if (change === 'assigned') assigned.push({ id, version, change, assignee: step.assignee });
    else if (change === 'due-changed') dues.push({ id, version, change, due_at: step.dueAt?.toISOString() ?? null });
    else if (change === 'commented')
      comments.push({ id: newId(at), findingId: id, accountId: finding.account_id, text: step.text });
    else exceptions.push({ id, version, change, exception: change === 'excepted' ? step.exception : null });
  }
  const occasion = { at, scanId: null, actor: by };
  await write(tx, tenantId, assign, assigned, occasion);
  await write(tx, tenantId, due, dues, occasion);
  await writeExceptions(tx, tenantId, exceptions, occasion);
  await addComments(tx, tenantId, comments, { at, by });
  return new Map(comments.map(({ id, findingId }) => [findingId, id]));
}

/** What a finding's exception, and what follows from it, was. */
export interface FormerException {
  readonly status: 'open' | 'excepted';
  readonly exception: unknown;
  readonly exceptionUntil: string | null;
  /** When it had become open. */
  readonly openSince: string;
  /** The date that somebody had set; null: none. */
  readonly dueAt: string | null;
}

const restore: Statement = {
  columns: 'status text, exception jsonb, exception_until timestamptz, open_since timestamptz, due_at timestamptz',
  sql: `update findings f set status = n.status, exception = n.exception, exception_until = n.exception_until,
      open_since = n.open_since, due_set = n.due_at is not null,
      due_at = coalesce(n.due_at, ${dueSql('n.open_since', 'f.severity', '(select days from sla)')}), ${moved}`,
};

/** Puts the exceptions of findings that are held back to what they were, as if nobody had touched them. */
export const restoreExceptions = (
  tx: SqlTransaction,
  tenantId: string,
  former: readonly { readonly finding: HeldFinding; readonly before: FormerException }[],
  { at, by }: Deed,
): Promise<void> => {
  const rows = former.map(({ finding: { id, version }, before }) => ({
    ...{ id, version, change: before.status === 'excepted' ? 'excepted' : 'exception-removed' },
    ...{ status: before.status, exception: before.exception, exception_until: before.exceptionUntil },
    ...{ open_since: before.openSince, due_at: before.dueAt },
  }));
  return write(tx, tenantId, restore, rows, { at, scanId: null, actor: by });
};
