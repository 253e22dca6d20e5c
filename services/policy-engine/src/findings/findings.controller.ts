/** Findings over HTTP. */
import { Controller } from '@nestjs/common';
import { getFinding, getFindingFacets, listFindingGroups, listFindings } from '@cspmexa/contracts';
import type { FindingDetail, FindingFacets, RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { detailOf } from './finding-detail.js';
import { FindingStore, readFinding, type FindingPage } from './finding.store.js';
import { GroupStore, type GroupPage } from './group.store.js';

@Controller()
export class FindingsController {
  constructor(
    private readonly findings: FindingStore,
    private readonly groups: GroupStore,
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
  ) {}

  @Handle(listFindings)
  list(@Input() { query }: RouteInput<typeof listFindings>, @Session() session: Session): Promise<FindingPage> {
    return this.findings.list(session, query);
  }

  @Handle(listFindingGroups)
  listGroups(
    @Input() { query }: RouteInput<typeof listFindingGroups>,
    @Session() session: Session,
  ): Promise<GroupPage> {
    return this.groups.list(session, query);
  }

  @Handle(getFindingFacets)
  facets(@Input() { query }: RouteInput<typeof getFindingFacets>, @Session() session: Session): Promise<FindingFacets> {
    return this.groups.facets(session, query.q);
  }

  @Handle(getFinding)
  async get(
    @Input() { params }: RouteInput<typeof getFinding>,
    @Session() { tenantId }: Session,
  ): Promise<FindingDetail> {
    const stored = await this.database.withTenant(tenantId, (tx) => readFinding(tx, tenantId, params.findingId));
    return detailOf(stored, this.catalogue);
  }
}
