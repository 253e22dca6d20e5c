/** Refusals that no service has seen because the gateway gave them. */
import { internalRoutes, type AuditFacts, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { AuthDatabase } from '../database.js';
import { AuditTrail } from './audit-trail.js';

const { recordRefusals } = internalRoutes;

@Controller()
export class RefusalsController {
  constructor(
    private readonly database: AuthDatabase,
    private readonly trail: AuditTrail,
  ) {}

  @Handle(recordRefusals)
  async record(@Input() { body }: RouteInput<typeof recordRefusals>): Promise<void> {
    for (const tenantId of new Set(body.items.map((item) => item.tenantId))) {
      const facts: AuditFacts[] = body.items.filter((item) => item.tenantId === tenantId).map(({ entry }) => entry);
      await this.database.withTenant(tenantId, (tx) => this.trail.append(tx, tenantId, facts));
    }
  }
}
