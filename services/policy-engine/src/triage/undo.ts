/** Takes a change of many findings back. */
import { Inject, Injectable } from '@nestjs/common';
import type { BulkChange } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { holdSlaDays } from '../findings/due.js';
import { mostSkipped, settings } from './bulk.js';
import { holdChange, noteUndone, rowsOfChange, undoableMs, type StoredChange, type StoredRow } from './bulk-table.js';
import { dropComments } from './comments-table.js';
import { holdFindings } from './held-finding.js';
import type { Deed, Skip } from './step.js';
import { tellChanged } from './tell.js';
import { writeBack } from './write-steps.js';

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
        const { restored, skipped } = await restore(tx, tenantId, change, rows, deed);
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
  { id, action }: StoredChange,
  rows: readonly StoredRow[],
  deed: Deed,
): Promise<{ restored: StoredRow[]; skipped: Skipped[] }> {
  const ids = rows.map(({ findingId }) => findingId);
  const versions = new Map((await holdFindings(tx, tenantId, ids)).map((held) => [held.id, held.version]));
  const { kind } = action;
  const dropped = kind === 'comment' ? await withoutComments(tx, tenantId, rows, deed) : undefined;
  const whyNot = ({ findingId, version }: StoredRow): Skip | undefined => {
    const now = versions.get(findingId);
    if (now === undefined) return 'not-found';
    // A comment is one's own, whatever has become of the finding since.
    if (dropped) return dropped.has(findingId) ? undefined : 'no-change';
    return now === version ? undefined : 'changed-meanwhile';
  };
  const restored: StoredRow[] = [];
  const skipped: Skipped[] = [];
  for (const row of rows) {
    const why = whyNot(row);
    if (why) skipped.push({ findingId: row.findingId, why });
    else restored.push(row);
  }
  if (kind !== 'comment') {
    const back = kind === 'assign' || kind === 'due' ? kind : 'exception';
    const held = restored.map(({ findingId, version }) => ({ id: findingId, version }));
    await writeBack(tx, tenantId, { id, kind: back }, held, deed);
  }
  return { restored, skipped };
}

/** Drops the comments of a change. Returns the findings that had them still. */
async function withoutComments(
  tx: Tx,
  tenantId: string,
  rows: readonly StoredRow[],
  { by }: Deed,
): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap(({ commentId }) => commentId ?? []);
  return new Set((await dropComments(tx, tenantId, ids, by)).map(({ findingId }) => findingId));
}
