/** Takes a change of many findings back. */
import { Inject, Injectable } from '@nestjs/common';
import type { BulkChange } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { holdSlaDays } from '../findings/due.js';
import { mostSkipped, settings } from './bulk.js';
import { holdChange, noteUndone, rowsOfChange, undoableMs, type Before, type StoredRow } from './bulk-table.js';
import { dropComments } from './comments-table.js';
import { holdFindings, type HeldFinding } from './held-finding.js';
import type { Deed, Skip, Step } from './step.js';
import { tellChanged } from './tell.js';
import { restoreExceptions, writeSteps, type FormerException, type Stepped } from './write-steps.js';

type Person = Pick<Session, 'tenantId' | 'email'>;

@Injectable()
export class BulkUndo {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Findings that changed since stay as they are. @throws AppError not-found unless it is one's own; conflict after ten minutes, or a second time. */
  undo({ tenantId, email: by }: Person, id: string): Promise<BulkChange> {
    const deed = { at: this.clock.now(), by };
    return this.database.withTenant(
      tenantId,
      async (tx) => {
        await holdSlaDays(tx, tenantId);
        const change = await holdChange(tx, tenantId, id);
        if (change?.by !== by) throw new AppError('not-found');
        if (change.undoneAt) throw new AppError('conflict', { detail: 'It was taken back already.' });
        if (change.at.getTime() + undoableMs <= deed.at.getTime())
          throw new AppError('conflict', { detail: 'It was made more than ten minutes ago.' });
        const rows = await rowsOfChange(tx, tenantId, id);
        const { restored, skipped } = await restore(tx, tenantId, rows, deed);
        await noteUndone(tx, tenantId, id, deed.at);
        await tellChanged(
          tx,
          tenantId,
          restored.map(({ findingId, accountId }) => ({ id: findingId, accountId })),
          by,
        );
        const { action } = change;
        const counts = { matched: rows.length, changed: restored.length };
        await recordAudit(tx, tenantId, {
          ...{ action: 'findings.change-undone', target: { kind: 'finding-change', id } },
          before: { action, changed: change.changed },
          after: counts,
        });
        const at = change.at.toISOString();
        return { id, action, ...counts, skipped: skipped.slice(0, mostSkipped), at, undoableUntil: null };
      },
      settings,
    );
  }
}

type Skipped = { readonly findingId: string; readonly why: Skip };

async function restore(
  tx: Tx,
  tenantId: string,
  rows: readonly StoredRow[],
  deed: Deed,
): Promise<{ restored: StoredRow[]; skipped: Skipped[] }> {
  const held = await holdFindings(
    tx,
    tenantId,
    rows.map(({ findingId }) => findingId),
  );
  const findings = new Map(held.map((finding) => [finding.id, finding]));
  const restored: StoredRow[] = [];
  const skipped: Skipped[] = [];
  const stepped: Stepped[] = [];
  const former: { finding: HeldFinding; before: FormerException }[] = [];
  const comments = new Map<string, StoredRow>();
  for (const row of rows) {
    const { findingId, version, before } = row;
    const finding = findings.get(findingId);
    if (!finding) skipped.push({ findingId, why: 'not-found' });
    // A comment is one's own, whatever has become of the finding since.
    else if (before.kind === 'comment') comments.set(before.commentId, row);
    else if (finding.version !== version) skipped.push({ findingId, why: 'changed-meanwhile' });
    else {
      if (before.kind === 'exception') former.push({ finding, before });
      else stepped.push({ finding, step: stepBack(before) });
      restored.push(row);
    }
  }
  await writeSteps(tx, tenantId, stepped, deed);
  await restoreExceptions(tx, tenantId, former, deed);
  const dropped = await dropComments(tx, tenantId, [...comments.keys()], deed.by);
  const without = new Set(dropped.map(({ findingId }) => findingId));
  for (const row of comments.values())
    if (without.has(row.findingId)) restored.push(row);
    else skipped.push({ findingId: row.findingId, why: 'no-change' });
  return { restored, skipped };
}

const stepBack = (before: Extract<Before, { kind: 'assign' | 'due' }>): Step =>
  before.kind === 'assign'
    ? { change: 'assigned', assignee: before.assignee }
    : { change: 'due-changed', dueAt: before.dueAt === null ? null : new Date(before.dueAt) };
