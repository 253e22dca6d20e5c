/** The catalogue with a tenant's numbers and settings. */
import { Injectable } from '@nestjs/common';
import type { Policy as PolicyNoun, PolicyDetail } from '@cspmexa/contracts';
import type { Policy } from '@cspmexa/policy-kit';
import { AppError } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { watchedAccounts } from '../compliance/evidence-rows.js';
import { countsByAccount, countsByPolicy } from '../tallies/tally-sums.js';
import { Catalogue } from './catalogue.js';
import { policyDetailOf, policyOf } from './policy-noun.js';
import { policySettings } from './setting.store.js';

@Injectable()
export class PolicyStore {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly database: PolicyEngineDatabase,
  ) {}

  /** Every policy that judges. */
  list(tenantId: string): Promise<PolicyNoun[]> {
    return this.database.withTenant(tenantId, async (tx) => {
      const counts = await countsByPolicy(tx, tenantId);
      const settings = await policySettings(tx, tenantId, this.catalogue);
      const accounts = (await watchedAccounts(tx, tenantId, undefined)).map(({ id }) => id);
      return this.catalogue.active.map((policy) => policyOf(policy, counts.get(policy.id), settings, accounts));
    });
  }

  /** One policy. @throws AppError not-found */
  get(tenantId: string, policyId: string): Promise<PolicyDetail> {
    const policy = this.find(policyId);
    return this.database.withTenant(tenantId, (tx) => this.detail(tx, tenantId, policy));
  }

  /** One policy, within a transaction. */
  async detail(tx: Tx, tenantId: string, policy: Policy): Promise<PolicyDetail> {
    const counts = await countsByAccount(tx, tenantId, policy.id);
    const settings = await policySettings(tx, tenantId, this.catalogue, { policyId: policy.id });
    const accounts = (await watchedAccounts(tx, tenantId, undefined)).map(({ id }) => id);
    return policyDetailOf(policy, counts, settings, accounts);
  }

  /** A policy that judges, whatever is set. @throws AppError not-found */
  find(policyId: string): Policy {
    const policy = this.catalogue.judging(policyId);
    if (!policy) throw new AppError('not-found');
    return policy;
  }
}
