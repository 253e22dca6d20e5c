/** Rows of the audit trail that other services make in the transactions of their changes. */
import type { AuditFacts } from '@cspmexa/contracts';
import { consumeOnce, EventContext } from '@cspmexa/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { AuthDatabase } from '../database.js';
import { AuditTrail } from './audit-trail.js';

@Controller()
export class AuditConsumer {
  constructor(
    private readonly database: AuthDatabase,
    private readonly trail: AuditTrail,
  ) {}

  @EventPattern<string>('audit.recorded')
  async recorded(@Payload() facts: AuditFacts, @Ctx() { envelope, consumer }: EventContext): Promise<void> {
    const { id, tenantId } = envelope;
    await this.database.withTenant(tenantId, (tx) =>
      consumeOnce(tx, consumer, id, () => this.trail.append(tx, tenantId, [facts])),
    );
  }
}
