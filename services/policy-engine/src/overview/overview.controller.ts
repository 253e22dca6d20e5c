/** The overview over HTTP. */
import { Controller } from '@nestjs/common';
import { getOverview } from '@cspmexa/contracts';
import type { Overview, RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { OverviewStore } from './overview.store.js';

@Controller()
export class OverviewController {
  constructor(private readonly overview: OverviewStore) {}

  @Handle(getOverview)
  get(@Input() { query }: RouteInput<typeof getOverview>, @Session() { tenantId }: Session): Promise<Overview> {
    return this.overview.read(tenantId, query.days, query.accountId);
  }
}
