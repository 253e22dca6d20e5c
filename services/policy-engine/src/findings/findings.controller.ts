/** Findings over HTTP. */
import { Controller } from '@nestjs/common';
import { exceptFinding, getFinding, listFindings, removeException } from '@cspmexa/contracts';
import type { FindingDetail, RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { Exceptions } from './exceptions.js';
import { detailOf } from './finding-detail.js';
import { FindingStore, readFinding, type FindingPage } from './finding.store.js';

@Controller()
export class FindingsController {
  constructor(
    private readonly findings: FindingStore,
    private readonly exceptions: Exceptions,
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
  ) {}

  @Handle(listFindings)
  list(@Input() { query }: RouteInput<typeof listFindings>, @Session() { tenantId }: Session): Promise<FindingPage> {
    return this.findings.list(tenantId, query);
  }

  @Handle(getFinding)
  async get(
    @Input() { params }: RouteInput<typeof getFinding>,
    @Session() { tenantId }: Session,
  ): Promise<FindingDetail> {
    const { row, history } = await this.database.withTenant(tenantId, (tx) =>
      readFinding(tx, tenantId, params.findingId),
    );
    return detailOf(row, history, this.catalogue);
  }

  @Handle(exceptFinding)
  except(
    @Input() { params, body }: RouteInput<typeof exceptFinding>,
    @Session() session: Session,
  ): Promise<FindingDetail> {
    return this.exceptions.except(session, params.findingId, body);
  }

  @Handle(removeException)
  remove(@Input() { params }: RouteInput<typeof removeException>, @Session() session: Session): Promise<FindingDetail> {
    return this.exceptions.remove(session, params.findingId);
  }
}
