import { addTenant, changeTenant, getTenant, listMyTenants, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { TenantStore } from './tenant.store.js';

@Controller()
export class TenantsController {
  constructor(private readonly tenants: TenantStore) {}

  @Handle(getTenant)
  read(@Session() { tenantId }: Session) {
    return this.tenants.read(tenantId);
  }

  @Handle(changeTenant)
  change(@Input() { body }: RouteInput<typeof changeTenant>, @Session() { tenantId }: Session) {
    return this.tenants.change(tenantId, body);
  }

  @Handle(addTenant)
  add(@Input() { body }: RouteInput<typeof addTenant>, @Session() session: Session) {
    return this.tenants.add(session, body.name);
  }

  @Handle(listMyTenants)
  async mine(@Session() session: Session) {
    return { items: await this.tenants.mine(session) };
  }
}
