/** What happens to second factors, written into the audit trail and told to the member, never with a secret or a code. */
import { memberMfaChanged } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Tx } from '../database.js';
import type { Refusal } from './refusal.js';

type Change = z.output<typeof memberMfaChanged.payload>['change'];

/** Whose factor it is. */
export interface Owner {
  readonly tenantId: string;
  readonly memberId: string;
}

/** What is written down: counts and names, no secret. */
interface Note {
  readonly action: `mfa.${string}`;
  /** Who did it; without it, whoever sent the running request. */
  readonly actor?: string;
  readonly before?: object;
  readonly after?: object;
}

@Injectable()
export class MfaJournal {
  constructor(
    private readonly trail: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One row for something that was done. */
  async done(tx: Tx, { tenantId, memberId }: Owner, note: Note): Promise<void> {
    await this.trail.record(tx, tenantId, { ...note, target: { kind: 'member', id: memberId } });
  }

  /** One row for something that was refused. @returns the refusal */
  async refused(tx: Tx, { tenantId, memberId }: Owner, note: Note, refusal: Refusal): Promise<Refusal> {
    const target = { kind: 'member', id: memberId };
    await this.trail.record(tx, tenantId, { ...note, target, outcome: 'refused', reason: refusal.code });
    return refusal;
  }

  /** Tells the member by mail. `by` is who did it, as the member knows them: the e-mail address of an admin; null: the member. */
  async tell(tx: Tx, { tenantId, memberId }: Owner, change: Change, by: string | null = null): Promise<void> {
    const { email, language } = await tx.member.findUniqueOrThrow({
      where: { tenantId_id: { tenantId, id: memberId } },
    });
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    await publish(tx, tenantId, memberMfaChanged, {
      email,
      language: language === 'pt' ? 'pt' : 'en',
      tenantName: tenant.name,
      memberId,
      at: this.clock.now().toISOString(),
      change,
      by,
    });
  }
}
