/** Mails on their way: due ones are claimed, sent and logged. */
import {
  Delivery,
  DeliveryDetail,
  deliveryChanged,
  type DeliveryKind,
  type DeliveryState,
  Language,
} from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { AppError, CLOCK, Cursors, cutPage, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotificationDatabase, type Tx } from '../database.js';
import type { Delivery as Row } from '../generated/prisma/client.js';
import type { RenderedMail } from '../mail/frame.js';
import type { Told } from '../mail/told.js';
import { storable } from '../storable.js';
import { nextTry } from './backoff.js';
import { stillToTell } from './still-to-tell.js';

/** After the last verdict of a scan, this long for findings that are still on the bus. */
const settleMs = 3_000;

/** A mail that this process is to send: as it was written, or what it is to be written of. */
export type Claimed = {
  readonly tenantId: string;
  readonly id: string;
  readonly recipient: string;
  readonly language: Language;
  readonly attempts: number;
} & ({ readonly mail: RenderedMail } | { readonly gathered: Gathered });

/** What a mail has gathered when it is due. */
export interface Gathered {
  readonly told: readonly Told[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly isDigest: boolean;
}

interface ClaimedRow extends RenderedMail {
  readonly tenant_id: string;
  readonly id: string;
  readonly recipient: string;
  readonly language: string;
  readonly kind: string;
  readonly bundle: string;
  readonly attempts: number;
}

/** A mail that gathers nothing. */
export interface WrittenMail {
  readonly recipient: string;
  readonly language: Language;
  readonly kind: Exclude<DeliveryKind, 'instant' | 'digest'>;
  readonly mail: RenderedMail;
  /** How many it tells of; none unless it says so. */
  readonly findings?: number;
  /** Why it cannot be sent. */
  readonly failure?: string | undefined;
}

/** What the cursors of the list say: the id of the last row. */
const Position = z.uuid();
const list = 'deliveries';

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[] | undefined;
  readonly kinds?: readonly DeliveryKind[] | undefined;
}

@Injectable()
export class DeliveryStore {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  /** Adds a mail of its own that is due at once, or, with `failure`, one that never will be sent but stands in the log. */
  async add(tx: Tx, tenantId: string, written: WrittenMail): Promise<Delivery> {
    const { recipient, language, kind, mail, findings = 0, failure } = written;
    const now = this.clock.now();
    const row = await tx.delivery.create({
      data: {
        tenantId,
        id: newId(),
        recipient,
        language,
        kind,
        findings,
        // A cut may have left half of a character.
        ...storable(mail),
        open: false,
        dueAt: now,
        createdAt: now,
        ...(failure === undefined ? {} : { state: 'failed', failure }),
      },
    });
    return Delivery.parse(nounOf(row, 0));
  }

  /** Takes one mail that is due, or whose sender died more than `leaseMs` ago. Undefined when there is none. */
  async claim(leaseMs: number): Promise<Claimed | undefined> {
    for (;;) {
      const claimed = await this.claimOne(leaseMs);
      // One that has nothing to tell any more is gone; there may be others.
      if (claimed !== 'empty') return claimed;
    }
  }

  private claimOne(leaseMs: number): Promise<Claimed | 'empty' | undefined> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + leaseMs);
    const settled = new Date(now.getTime() - settleMs);
    return this.database.acrossTenants(async (tx) => {
      // The end of a scan sends what neither quiet hours nor a digest hold.
      const [row] = await tx.$queryRaw<ClaimedRow[]>`
        update delivery set state = 'sending', open = false, attempts = attempts + 1, leased_until = ${until}, due_at = least(due_at, ${now})
        where (tenant_id, id) in (
          select tenant_id, id from delivery d
          where state in ('queued', 'sending') and (state = 'queued' or coalesce(leased_until, due_at) <= ${now})
            and (due_at <= ${now} or (open and bundle = '' and exists (
              select from notice n join judged_scan j on j.tenant_id = n.tenant_id and j.scan_id = n.scan_id
              where n.tenant_id = d.tenant_id and n.delivery_id = d.id and j.judged_at <= ${settled}
              -- A straggler does not get a mail of its own: it waits for its window.
              and d.created_at <= j.judged_at + ${settleMs} * interval '1 millisecond')))
          order by due_at limit 1 for update skip locked)
        returning tenant_id, id, recipient, language, kind, bundle, attempts, subject, html, text`;
      if (!row) return undefined;
      const { tenant_id: tenantId, id, recipient, attempts, subject, html, text } = row;
      await tx.$queryRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
      const language = Language.parse(row.language);
      // It was written when its reason came up, or is tried once more.
      if (text !== '') return { tenantId, id, recipient, language, attempts, mail: { subject, html, text } };
      const told = await stillToTell(tx, { tenantId, id, recipient, bundle: row.bundle });
      if (told.length === 0) {
        await tx.delivery.delete({ where: { tenantId_id: { tenantId, id } } });
        return 'empty';
      }
      const names = await tx.accountName.findMany({ where: { tenantId }, select: { accountId: true, name: true } });
      const accountNames = new Map(names.map(({ accountId, name }) => [accountId, name]));
      const isDigest = row.kind === 'digest';
      return { tenantId, id, recipient, language, attempts, gathered: { told, accountNames, isDigest } };
    });
  }

  /** Keeps what is about to be sent, so that the log shows it whatever happens. */
  async keep({ tenantId, id }: Claimed, mail: RenderedMail): Promise<void> {
    await this.database.withTenant(tenantId, (tx) =>
      tx.delivery.update({ where: { tenantId_id: { tenantId, id } }, data: { ...mail } }),
    );
  }

  async sent(claimed: Claimed, providerMessageId: string): Promise<void> {
    await this.end(claimed, 'sent', { providerMessageId, sentAt: this.clock.now(), failure: null });
  }

  /** Notes a failure: another try later, or none when `final` or when it was tried often enough. */
  async failed(claimed: Claimed, failure: string, final: boolean): Promise<void> {
    const wait = final ? undefined : nextTry(claimed.attempts);
    if (wait === undefined) return this.end(claimed, 'failed', { failure });
    const { tenantId, id } = claimed;
    const dueAt = new Date(this.clock.now().getTime() + wait);
    await this.database.withTenant(tenantId, (tx) =>
      tx.delivery.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'queued', dueAt, failure } }),
    );
  }

  async list(tenantId: string, limit: number, cursor: string | undefined, { states, kinds }: DeliveryFilter) {
    const before = cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, list, Position);
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.delivery.findMany({
        where: {
          tenantId,
          ...(before ? { id: { lt: before } } : {}),
          ...(states ? { state: { in: [...states] } } : {}),
          ...(kinds ? { kind: { in: [...kinds] } } : {}),
        },
        orderBy: { id: 'desc' },
        take: limit + 1,
        include: { _count: { select: { notices: true } } },
      }),
    );
    const { rows: page, last } = cutPage(rows, limit);
    return {
      items: page.map((row) => Delivery.parse(nounOf(row, row._count.notices))),
      next: last ? this.cursors.write(last.id, tenantId, list) : null,
    };
  }

  async get(tenantId: string, id: string): Promise<DeliveryDetail> {
    const row = await this.database.withTenant(tenantId, (tx) =>
      tx.delivery.findUnique({
        where: { tenantId_id: { tenantId, id } },
        include: { _count: { select: { notices: true } } },
      }),
    );
    if (!row) throw new AppError('not-found');
    return DeliveryDetail.parse({
      ...nounOf(row, row._count.notices),
      html: row.html,
      text: row.text,
      language: row.language,
    });
  }

  private async end({ tenantId, id, recipient }: Claimed, state: 'sent' | 'failed', data: object): Promise<void> {
    await this.database.withTenant(tenantId, async (tx) => {
      await tx.delivery.update({ where: { tenantId_id: { tenantId, id } }, data: { state, ...data } });
      await publish(tx, tenantId, deliveryChanged, { deliveryId: id, state, recipient });
    });
  }
}

const nounOf = (row: Row, notices: number) => ({
  id: row.id,
  recipient: row.recipient,
  subject: row.subject,
  state: row.state,
  kind: row.kind,
  findings: row.findings + notices,
  attempts: row.attempts,
  failure: row.failure,
  providerMessageId: row.providerMessageId,
  createdAt: row.createdAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
});
