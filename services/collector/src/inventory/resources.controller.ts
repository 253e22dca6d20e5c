/** The inventory of resources. */
import { getResource, listResources, listResourceVersions, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { ResourceStore } from './resource.store.js';
import { VersionStore } from './version.store.js';

@Controller()
export class ResourcesController {
  constructor(
    private readonly resources: ResourceStore,
    private readonly versions: VersionStore,
  ) {}

  @Handle(listResources)
  list(@Input() { query }: RouteInput<typeof listResources>, @Session() { tenantId }: Session) {
    return this.resources.page(tenantId, query);
  }

  @Handle(getResource)
  get(@Input() { params }: RouteInput<typeof getResource>, @Session() { tenantId }: Session) {
    return this.resources.get(tenantId, params.resourceId);
  }

  @Handle(listResourceVersions)
  versionsOf(@Input() { params, query }: RouteInput<typeof listResourceVersions>, @Session() { tenantId }: Session) {
    return this.versions.page(tenantId, params.resourceId, query);
  }
}
