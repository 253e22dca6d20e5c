/** Mails on their way: findings join the open one of their recipient; due ones are claimed, sent and logged. */
import {
  Delivery,
  DeliveryDetail,
  deliveryChanged,
  type FindingFacts,
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
import type { Told } from '../mail/render.js';
import type { Recipient } from '../rules/match.js';
import { storable } from '../storable.js';
import { nextTry } from './backoff.js';

/** After the last verdict of a scan, this long for findings that are still on the bus. */
const settleMs = 3_000;
const dayMs = 86_400_000;

/** A mail that this process is to send. */
export interface Claimed {
  readonly tenantId: string;
  readonly id: string;
  readonly recipient: string;
  readonly language: Language;
  readonly attempts: number;
  /** A mail that is about no finding, as it was written when its reason came up. */
  readonly written: RenderedMail | undefined;
  readonly told: readonly Told[];
  readonly accountNames: ReadonlyMap<string, string>;
}

/** A mail that is about no finding. */
export interface WrittenMail {
  readonly recipient: string;
  readonly language: Language;
  readonly mail: RenderedMail;
  /** Why it cannot be sent. */
  readonly failure?: string | undefined;
}

/** What the cursors of the list say: the id of the last row. */
const Position = z.uuid();
const list = 'deliveries';

@Injectable()
export class DeliveryStore {
  constructor(
    private readonly database: NotificationDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  /** Adds a finding to the open mail of a recipient, opening one if there is none. A change that they were told of already adds nothing. */
  async tell(
    tx: Tx,
    tenantId: string,
    { email, language, windowMinutes }: Recipient,
    facts: FindingFacts,
    reopened: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    if (
      await tx.notice.findUnique({
        where: { tenantId_recipient_changeId: { tenantId, recipient: email, changeId: facts.changeId } },
      })
    )
      return;
    const dueAt = new Date(now.getTime() + windowMinutes * 60_000);
    // Of two that open one at the same time, the second waits here and joins the first.
    const [delivery] = await tx.$queryRaw<{ id: string }[]>`
      insert into delivery (tenant_id, id, recipient, language, due_at, created_at)
      values (${tenantId}::uuid, ${newId()}::uuid, ${email}, ${language}, ${dueAt}, ${now})
      on conflict (tenant_id, recipient) where open do update set due_at = least(delivery.due_at, excluded.due_at)
      returning id`;
    if (!delivery) throw new Error('An upsert returned no row.');
    await tx.notice.create({
      data: {
        tenantId,
        recipient: email,
        changeId: facts.changeId,
        deliveryId: delivery.id,
        scanId: facts.scanId,
        reopened,
        facts,
        createdAt: now,
      },
    });
  }

  /** Adds a mail of its own that is due at once, or, with `failure`, one that never will be sent but stands in the log. */
  async add(tx: Tx, tenantId: string, { recipient, language, mail, failure }: WrittenMail): Promise<void> {
    const now = this.clock.now();
    await tx.delivery.create({
      data: {
        tenantId,
        id: newId(),
        recipient,
        language,
        // A cut may have left half of a character.
        ...storable(mail),
        open: false,
        dueAt: now,
        createdAt: now,
        ...(failure === undefined ? {} : { state: 'failed', failure }),
      },
    });
  }

  /** The scan is over: what it found need not wait for the end of a window. It may come before the last of its findings. */
  async judged(tx: Tx, tenantId: string, scanId: string): Promise<void> {
    const judgedAt = this.clock.now();
    await tx.judgedScan.deleteMany({ where: { tenantId, judgedAt: { lt: new Date(judgedAt.getTime() - dayMs) } } });
    await tx.judgedScan.createMany({ data: [{ tenantId, scanId, judgedAt }], skipDuplicates: true });
  }

  /** Takes one mail that is due, or whose sender died more than `leaseMs` ago. Undefined when there is none. */
  claim(leaseMs: number): Promise<Claimed | undefined> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + leaseMs);
    const settled = new Date(now.getTime() - settleMs);
    return this.database.acrossTenants(async (tx) => {
      // While it is being sent, due_at is the end of the sender's lease.
      const [row] = await tx.$queryRaw<
        ({ tenant_id: string; id: string; recipient: string; language: string; attempts: number } & RenderedMail)[]
      >`
        update delivery set state = 'sending', open = false, attempts = attempts + 1, due_at = ${until}
        where (tenant_id, id) in (
          select tenant_id, id from delivery d where state in ('queued', 'sending') and (due_at <= ${now} or (open and exists (
            select from notice n join judged_scan j on j.tenant_id = n.tenant_id and j.scan_id = n.scan_id
            where n.tenant_id = d.tenant_id and n.delivery_id = d.id and j.judged_at <= ${settled}
            -- A straggler does not get a mail of its own: it waits for its window.
            and d.created_at <= j.judged_at + ${settleMs} * interval '1 millisecond')))
          order by due_at limit 1 for update skip locked)
        returning tenant_id, id, recipient, language, attempts, subject, html, text`;
      if (!row) return undefined;
      const tenantId = row.tenant_id;
      await tx.$queryRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
      const notices = await tx.notice.findMany({ where: { tenantId, deliveryId: row.id } });
      const names = await tx.accountName.findMany({ where: { tenantId } });
      return {
        tenantId,
        id: row.id,
        recipient: row.recipient,
        language: Language.parse(row.language),
        attempts: row.attempts,
        written:
          notices.length === 0 && row.text !== ''
            ? { subject: row.subject, html: row.html, text: row.text }
            : undefined,
        // Written by tell above.
        told: notices.map(({ facts, reopened }) => ({ facts: facts as FindingFacts, reopened })),
        accountNames: new Map(names.map(({ accountId, name }) => [accountId, name])),
      };
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

  async list(
    tenantId: string,
    limit: number,
    cursor: string | undefined,
    states: readonly DeliveryState[] | undefined,
  ) {
    const before = cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, list, Position);
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.delivery.findMany({
        where: {
          tenantId,
          ...(before ? { id: { lt: before } } : {}),
          ...(states ? { state: { in: [...states] } } : {}),
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

const nounOf = (row: Row, findings: number) => ({
  id: row.id,
  recipient: row.recipient,
  subject: row.subject,
  state: row.state,
  findings,
  attempts: row.attempts,
  failure: row.failure,
  providerMessageId: row.providerMessageId,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
});
