/** Frameworks, controls and attestations over HTTP. */
import { Controller, Inject } from '@nestjs/common';
import {
  attestControl,
  getComplianceFramework,
  getCompliance,
  getControlEvidence,
  removeAttestation,
  type Attestation,
  type ComplianceFramework,
  type ComplianceMatrix,
  type ControlEvidence,
  type RouteInput,
} from '@cspmexa/contracts';
import { CLOCK, Handle, Input, Session, type Clock } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { Attestations } from './attestations.js';
import { readEvidence, readFramework, readMatrix, type Asker } from './read-compliance.js';

@Controller()
export class ComplianceController {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    private readonly attestations: Attestations,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Handle(getCompliance)
  matrix(@Session() { tenantId }: Session): Promise<ComplianceMatrix> {
    return this.database.withTenant(tenantId, (tx) => readMatrix(tx, this.asker(tenantId)));
  }

  @Handle(getComplianceFramework)
  framework(
    @Input() { params, query }: RouteInput<typeof getComplianceFramework>,
    @Session() { tenantId }: Session,
  ): Promise<ComplianceFramework> {
    return this.database.withTenant(tenantId, (tx) =>
      readFramework(tx, this.asker(tenantId), params.frameworkId, query.accountId),
    );
  }

  @Handle(getControlEvidence)
  evidence(
    @Input() { params, query }: RouteInput<typeof getControlEvidence>,
    @Session() { tenantId }: Session,
  ): Promise<ControlEvidence> {
    return this.database.withTenant(tenantId, (tx) =>
      readEvidence(tx, this.asker(tenantId), { ...query, frameworkId: params.frameworkId }),
    );
  }

  @Handle(attestControl)
  attest(@Input() { body }: RouteInput<typeof attestControl>, @Session() session: Session): Promise<Attestation> {
    return this.attestations.attest(session, body);
  }

  @Handle(removeAttestation)
  remove(@Input() { query }: RouteInput<typeof removeAttestation>, @Session() session: Session): Promise<void> {
    return this.attestations.remove(session, query);
  }

  private asker(tenantId: string): Asker {
    return { tenantId, catalogue: this.catalogue, now: this.clock.now() };
  }
}
