/** The catalogue over HTTP, with how many resources satisfy each policy, and how it is set. */
import { Controller } from '@nestjs/common';
import {
  getPolicy,
  listPolicies,
  setPolicy,
  tryPolicy,
  type Policy,
  type PolicyDetail,
  type PolicyDryRun,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { DryRun } from './dry-run.js';
import { PolicySettings } from './policy-settings.js';
import { PolicyStore } from './policy-store.js';

@Controller()
export class PoliciesController {
  constructor(
    private readonly store: PolicyStore,
    private readonly settings: PolicySettings,
    private readonly dryRun: DryRun,
  ) {}

  @Handle(listPolicies)
  async list(@Session() { tenantId }: Session): Promise<{ items: Policy[] }> {
    return { items: await this.store.list(tenantId) };
  }

  @Handle(getPolicy)
  get(@Input() { params }: RouteInput<typeof getPolicy>, @Session() { tenantId }: Session): Promise<PolicyDetail> {
    return this.store.get(tenantId, params.policyId);
  }

  @Handle(setPolicy)
  set(@Input() { params, body }: RouteInput<typeof setPolicy>, @Session() session: Session): Promise<PolicyDetail> {
    return this.settings.set(session, params.policyId, body);
  }

  @Handle(tryPolicy)
  try(@Input() { params, body }: RouteInput<typeof tryPolicy>, @Session() session: Session): Promise<PolicyDryRun> {
    return this.dryRun.try(session, params.policyId, body);
  }
}
