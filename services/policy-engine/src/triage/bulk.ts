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
import { storeChange, undoableMs } from './bulk-table.js';
import { holdFindings, holdMatching, type HeldFinding } from './held-finding.js';
import { mustLieAhead, stepOf, type Deed, type Skip, type Step } from './step.js';
import { tellAssigned, tellChanged } from './tell.js';
import { writeStep } from './write-steps.js';

type Person = Pick<Session, 'tenantId' | 'email'>;

/** Findings that an answer names as skipped. */
export const mostSkipped = 200;
/** Findings that the audit trail names as selected. */
const mostAudited = 100;

/** Longest transaction, in milliseconds: shorter than the gateway waits for these routes. */
export const settings = { timeoutMs: 55_000 };

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
        const { step, findings, skipped } = decided(held, action, deed);
        skipped.unshift(...missing.map((findingId) => ({ findingId, why: 'not-found' as const })));
        const counts = { matched: held.length + missing.length, changed: findings.length };
        await storeChange(tx, tenantId, { ...{ id, by, action, at }, ...counts });
        if (step) await writeStep(tx, tenantId, step, findings, deed, id);
        const touched = findings.map(({ id: findingId, account_id: accountId }) => ({ id: findingId, accountId }));
        await tellChanged(tx, tenantId, touched, by);
        if (action.kind === 'assign')
          await tellAssigned(tx, tenantId, {
            ...{ assignee: action.assignee, by, changeId: id, ids: touched.map((one) => one.id) },
          });
        await recordAudit(tx, tenantId, {
          ...{ action: 'findings.changed', target: { kind: 'finding-change', id } },
          after: { action, ...counts, select: auditedOf(select) },
        });
        return {
          ...{ id, action, ...counts, skipped: skipped.slice(0, mostSkipped) },
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

/** What becomes of findings: of those that are not skipped it is the same. */
function decided(
  held: readonly HeldFinding[],
  action: BulkAction,
  deed: Deed,
): { step: Step | undefined; findings: HeldFinding[]; skipped: { findingId: string; why: Skip }[] } {
  let same: Step | undefined;
  const skipped: { findingId: string; why: Skip }[] = [];
  const findings = held.filter((finding) => {
    const step = stepOf(action, finding, deed);
    if (typeof step === 'string') skipped.push({ findingId: finding.id, why: step });
    else same = step;
    return typeof step !== 'string';
  });
  return { step: same, findings, skipped };
}

/** What the trail says of a selection: it holds 8 kB. */
const auditedOf = (select: FindingSelection) =>
  'ids' in select
    ? { count: select.ids.length, ids: select.ids.slice(0, mostAudited) }
    : { q: select.q, excluded: select.except.length, except: select.except.slice(0, mostAudited) };
