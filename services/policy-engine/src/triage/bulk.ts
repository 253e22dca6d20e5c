/** Changes many findings at once: all of them or, when it fails, none. */
import { Inject, Injectable } from '@nestjs/common';
import {
  mostInBulk,
  parseFindingQuery,
  type BulkAction,
  type BulkChange,
  type BulkInput,
  type FindingSelection,
} from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { holdSlaDays } from '../findings/due.js';
import { filterSql } from '../findings/filter-sql.js';
import { patternOfFew } from '../findings/pattern-of-few.js';
import { Catalogue } from '../policies/catalogue.js';
import { storeChange, undoableMs, type Before, type StoredRow } from './bulk-table.js';
import { holdFindings, holdMatching, type HeldFinding } from './held-finding.js';
import { mustLieAhead, stepOf, type Skip } from './step.js';
import { tellAssigned, tellChanged } from './tell.js';
import { writeSteps, type Stepped } from './write-steps.js';

type Person = Pick<Session, 'tenantId' | 'email'>;

/** Findings that an answer names as skipped. */
export const mostSkipped = 200;
/** Findings that the audit trail names as selected. */
const mostAudited = 100;

/** Longest transaction, in milliseconds: shorter than a gateway waits. */
export const settings = { timeoutMs: 14_000 };

@Injectable()
export class BulkChanges {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError too-many; invalid-input for an end of an exception that is not in the future. */
  change({ tenantId, email: by }: Person, { select, action }: BulkInput): Promise<BulkChange> {
    const at = this.clock.now();
    if (action.kind === 'except') mustLieAhead(action.until, at, '/body/action/until');
    const deed = { at, by };
    return this.database.withTenant(
      tenantId,
      async (tx) => {
        const id = newId(at);
        await holdSlaDays(tx, tenantId);
        const { held, missing } = await this.held(tx, { tenantId, email: by }, select, at);
        const { stepped, skipped } = decided(held, action, deed);
        skipped.unshift(...missing.map((findingId) => ({ findingId, why: 'not-found' as const })));
        const comments = await writeSteps(tx, tenantId, stepped, deed);
        const matched = held.length + missing.length;
        const stored = { ...{ id, by, action, matched, at, undoneAt: null }, changed: stepped.length };
        const rows = stepped.map(({ finding }) => rowOf(finding, action, comments.get(finding.id)));
        await storeChange(tx, tenantId, stored, rows);
        const touched = rows.map(({ findingId, accountId }) => ({ id: findingId, accountId }));
        await tellChanged(tx, tenantId, touched, by);
        if (action.kind === 'assign')
          await tellAssigned(tx, tenantId, {
            ...{ assignee: action.assignee, by, changeId: id, ids: touched.map((one) => one.id) },
          });
        await recordAudit(tx, tenantId, {
          ...{ action: 'findings.changed', target: { kind: 'finding-change', id } },
          after: { action, matched, changed: stepped.length, select: auditedOf(select) },
        });
        return {
          ...{ id, action, matched, changed: stepped.length, skipped: skipped.slice(0, mostSkipped) },
          ...{ at: at.toISOString(), undoableUntil: new Date(at.getTime() + undoableMs).toISOString() },
        };
      },
      settings,
    );
  }

  /** The findings that are selected, held until `tx` ends, and the ids that there is nothing of. */
  private async held(
    tx: Tx,
    { tenantId, email: me }: Person,
    select: FindingSelection,
    now: Date,
  ): Promise<{ held: HeldFinding[]; missing: string[] }> {
    if ('ids' in select) {
      const held = await holdFindings(tx, tenantId, select.ids);
      const found = new Set(held.map(({ id }) => id));
      return { held, missing: [...new Set(select.ids)].filter((id) => !found.has(id)) };
    }
    const { filter } = parseFindingQuery(select.q);
    const { catalogue } = this;
    const where = filterSql(tenantId, filter, { now, me, catalogue, few: await patternOfFew(tx, filter) });
    const held = await holdMatching(tx, where, select.except, mostInBulk + 1);
    if (held.length > mostInBulk) throw new AppError('too-many');
    return { held, missing: [] };
  }
}

function decided(
  held: readonly HeldFinding[],
  action: BulkAction,
  deed: { at: Date; by: string },
): { stepped: Stepped[]; skipped: { findingId: string; why: Skip }[] } {
  const stepped: Stepped[] = [];
  const skipped: { findingId: string; why: Skip }[] = [];
  for (const finding of held) {
    const step = stepOf(action, finding, deed);
    if (typeof step === 'string') skipped.push({ findingId: finding.id, why: step });
    else stepped.push({ finding, step });
  }
  return { stepped, skipped };
}

/** What is kept of a finding that was changed, to take it back. */
function rowOf(finding: HeldFinding, { kind }: BulkAction, commentId = ''): StoredRow {
  const { id: findingId, account_id: accountId, version } = finding;
  const before = beforeOf(finding, kind, commentId);
  return { findingId, accountId, before, version: kind === 'comment' ? version : version + 1 };
}

function beforeOf(finding: HeldFinding, kind: BulkAction['kind'], commentId: string): Before {
  const dueAt = finding.due_set ? (finding.due_at?.toISOString() ?? null) : null;
  switch (kind) {
    case 'assign':
      return { kind, assignee: finding.assignee };
    case 'due':
      return { kind, dueAt };
    case 'comment':
      return { kind, commentId };
    default:
      return {
        kind: 'exception',
        status: finding.status === 'excepted' ? 'excepted' : 'open',
        exception: finding.exception,
        exceptionUntil: finding.exception_until?.toISOString() ?? null,
        openSince: finding.open_since.toISOString(),
        dueAt,
      };
  }
}

/** What the trail says of a selection: it holds 8 kB. */
const auditedOf = (select: FindingSelection) =>
  'ids' in select
    ? { count: select.ids.length, ids: select.ids.slice(0, mostAudited) }
    : { q: select.q, excluded: select.except.length, except: select.except.slice(0, mostAudited) };
