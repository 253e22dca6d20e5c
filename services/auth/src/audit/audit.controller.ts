import { listAuditEntries, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';

@Controller()
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Handle(listAuditEntries)
  list(@Input() { query }: RouteInput<typeof listAuditEntries>, @Session() { tenantId }: Session) {
    return this.trail.list(tenantId, query);
  }
}
