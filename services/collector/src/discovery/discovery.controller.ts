/** Finding accounts through AWS Organizations, and connecting them. */
import {
  connectDiscoveredAccounts,
  discoverAccounts,
  ignoreDiscoveredAccount,
  listDiscoveredAccounts,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { DiscoveredConnector } from './connect.js';
import { DiscoveredStore } from './discovered.store.js';
import { Discovery } from './discovery.js';

@Controller()
export class DiscoveryController {
  constructor(
    private readonly discovery: Discovery,
    private readonly discovered: DiscoveredStore,
    private readonly connector: DiscoveredConnector,
  ) {}

  @Handle(discoverAccounts)
  discover(@Input() { params }: RouteInput<typeof discoverAccounts>, @Session() { tenantId }: Session) {
    return this.discovery.look(tenantId, params.accountId);
  }

  @Handle(listDiscoveredAccounts)
  list(@Input() { query }: RouteInput<typeof listDiscoveredAccounts>, @Session() { tenantId }: Session) {
    return this.discovered.page(tenantId, query);
  }

  @Handle(connectDiscoveredAccounts)
  connect(@Input() { body }: RouteInput<typeof connectDiscoveredAccounts>, @Session() { tenantId }: Session) {
    return this.connector.connect(tenantId, body);
  }

  @Handle(ignoreDiscoveredAccount)
  ignore(@Input() { params }: RouteInput<typeof ignoreDiscoveredAccount>, @Session() { tenantId }: Session) {
    return this.discovered.toggleIgnored(tenantId, params.discoveredId);
  }
}
