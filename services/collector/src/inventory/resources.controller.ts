/** The inventory of resources. */
import {
  getResource,
  getResourceFacets,
  listResourceRelations,
  listResources,
  listResourceVersions,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { RelationStore } from '../relations/relation.store.js';
import { FacetStore } from './facet.store.js';
import { ResourceStore } from './resource.store.js';
import { VersionStore } from './version.store.js';

@Controller()
export class ResourcesController {
  constructor(
    private readonly resources: ResourceStore,
    private readonly versions: VersionStore,
    private readonly facets: FacetStore,
    private readonly relations: RelationStore,
  ) {}

  @Handle(listResources)
  list(@Input() { query }: RouteInput<typeof listResources>, @Session() { tenantId }: Session) {
    return this.resources.page(tenantId, query);
  }

  @Handle(getResourceFacets)
  count(@Input() { query }: RouteInput<typeof getResourceFacets>, @Session() { tenantId }: Session) {
    return this.facets.facets(tenantId, query.q);
  }

  @Handle(listResourceRelations)
  relationsOf(@Input() { params }: RouteInput<typeof listResourceRelations>, @Session() { tenantId }: Session) {
    return this.relations.list(tenantId, params.resourceId);
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
