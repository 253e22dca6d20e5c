/** The catalogue over HTTP, with how many resources satisfy each policy. */
import { Controller } from '@nestjs/common';
import { getPolicy, listPolicies, Policy as PolicyNoun } from '@cspmexa/contracts';
import type { RouteInput } from '@cspmexa/contracts';
import { AppError, Handle, Input, Session } from '@cspmexa/platform';
import { renderFix, type Policy } from '@cspmexa/policy-kit';
import { PolicyEngineDatabase } from '../database.js';
import { noCounts } from '../scans/scan-parts.js';
import type { Counts } from '../tallies/tally.js';
import { countsByPolicy } from '../tallies/tally-sums.js';
import { Catalogue } from './catalogue.js';

@Controller()
export class PoliciesController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly database: PolicyEngineDatabase,
  ) {}

  @Handle(listPolicies)
  async list(@Session() { tenantId }: Session): Promise<{ items: PolicyNoun[] }> {
    const counts = await this.database.withTenant(tenantId, (tx) => countsByPolicy(tx, tenantId));
    return { items: this.catalogue.active.map((policy) => policyOf(policy, counts.get(policy.id))) };
  }

  @Handle(getPolicy)
  async get(@Input() { params }: RouteInput<typeof getPolicy>, @Session() { tenantId }: Session): Promise<PolicyNoun> {
    const policy = this.catalogue.find(params.policyId);
    if (!policy || policy.retired) throw new AppError('not-found');
    const counts = await this.database.withTenant(tenantId, (tx) => countsByPolicy(tx, tenantId, policy.id));
    return policyOf(policy, counts.get(policy.id));
  }
}

function policyOf(policy: Policy, counts: Counts = noCounts): PolicyNoun {
  const rows = Object.entries(policy.rows ?? {});
  return {
    id: policy.id,
    title: policy.title,
    why: policy.why,
    severity: policy.severity,
    service: policy.on.service,
    resourceKind: policy.on.kind,
    controls: [...new Set([...policy.controls, ...rows.flatMap(([, { controls }]) => controls ?? [])])],
    sameAs: [...new Set([...policy.sameAs, ...rows.flatMap(([, { sameAs }]) => sameAs ?? [])])],
    fix: renderFix(policy),
    rows: rows.map(([id, { title, severity }]) => ({ id, title, severity })),
    counts,
  };
}
