/** The audit trail for those who may read it. */
import { once } from 'node:events';
import {
  exportAuditEntries,
  listAuditEntries,
  verifyAuditTrail,
  type AuditEntry,
  type RouteInput,
} from '@cspmexa/contracts';
import { CLOCK, csvLine, Handle, Input, Session, STOPPING, type Clock } from '@cspmexa/platform';
import { Controller, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AuthDatabase } from '../database.js';
import { AuditReader } from './audit-reader.js';
import { verifyTrail } from './verify-trail.js';

@Controller()
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(STOPPING) private readonly stopping: AbortSignal,
  ) {}

  @Handle(listAuditEntries)
  list(@Input() { query }: RouteInput<typeof listAuditEntries>, @Session() { tenantId }: Session) {
    return this.reader.list(tenantId, query);
  }

  @Handle(verifyAuditTrail)
  verify(@Session() { tenantId }: Session) {
    return verifyTrail(this.database, tenantId);
  }

  @Handle(exportAuditEntries)
  async export(
    @Input() { query }: RouteInput<typeof exportAuditEntries>,
    @Session() { tenantId }: Session,
    @Res() response: Response,
  ): Promise<void> {
    const { format, ...filter } = query;
    const { type, ending, head, line } = formats[format];
    const pages = this.reader.all(tenantId, filter);
    // Before the head is sent, so that a failure is still a problem.
    const first = await pages.next();
    const day = this.clock.now().toISOString().slice(0, 10);
    response.status(200).set({
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="audit-${day}.${ending}"`,
      'Cache-Control': 'no-store',
    });
    response.write(head);
    for (let page = first; !page.done; page = await pages.next()) {
      if (response.destroyed) return;
      if (this.stopping.aborted) return void response.destroy(); // Half a file must not look like a whole one.
      if (!response.write(page.value.map(line).join(''))) await drained(response);
    }
    response.end();
  }
}

const columns = [
  'seq',
  'id',
  'at',
  'actor',
  'action',
  'outcome',
  'reason',
  'target_kind',
  'target_id',
  'before',
  'after',
  'address',
  'user_agent',
  'trace_id',
  'hash',
];

const formats = {
  csv: {
    type: 'text/csv; charset=utf-8',
    ending: 'csv',
    head: csvLine(columns),
    line: (entry: AuditEntry): string =>
      csvLine([
        entry.seq,
        entry.id,
        entry.at,
        entry.actor,
        entry.action,
        entry.outcome,
        entry.reason,
        entry.target.kind,
        entry.target.id,
        jsonOf(entry.before),
        jsonOf(entry.after),
        entry.address,
        entry.userAgent,
        entry.traceId,
        entry.hash,
      ]),
  },
  json: {
    type: 'application/x-ndjson; charset=utf-8',
    ending: 'jsonl',
    head: '',
    line: (entry: AuditEntry): string => `${JSON.stringify(entry)}\n`,
  },
};

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** Waits until the reader has taken what was written, or has gone. */
const drained = (response: Response): Promise<unknown> =>
  Promise.race([once(response, 'drain'), once(response, 'close')]).catch(() => undefined);
