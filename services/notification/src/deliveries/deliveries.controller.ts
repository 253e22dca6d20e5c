import { getDelivery, listDeliveries, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { DeliveryStore } from './delivery.store.js';

@Controller()
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveryStore) {}

  @Handle(listDeliveries)
  list(@Input() { query }: RouteInput<typeof listDeliveries>, @Session() { tenantId }: Session) {
    return this.deliveries.list(tenantId, query.limit, query.cursor, { states: query.state, kinds: query.kind });
  }

  @Handle(getDelivery)
  get(@Input() { params }: RouteInput<typeof getDelivery>, @Session() { tenantId }: Session) {
    return this.deliveries.get(tenantId, params.deliveryId);
  }
}
