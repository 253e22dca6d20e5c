/** The policies as the engine uses them. */
import { severityRank } from '@cspmexa/contracts';
import { readsOthers, type Policy, type Text } from '@cspmexa/policy-kit';
import { findKind } from '@cspmexa/resources';

/** Which policies judge when: a `unit` alone, or the whole `scan`, for those that read other resources. */
export type Stage = 'unit' | 'scan';

/** The policies of this process. Retired ones stay known, so that their findings are resolved as such. */
export class Catalogue {
  readonly active: readonly Policy[];
  private readonly byId: ReadonlyMap<string, Policy>;

  constructor(policies: readonly Policy[]) {
    this.byId = new Map(policies.map((policy) => [policy.id, policy]));
    this.active = policies.filter(({ retired }) => !retired);
  }

  find(id: string): Policy | undefined {
    return this.byId.get(id);
  }

  /** The active policies of a stage; only those of some declared severities (4 critical … 0 info) if they are given. */
  of(stage: Stage, severities?: readonly number[]): Policy[] {
    return this.active.filter(
      (policy) =>
        stageOf(policy) === stage && (severities === undefined || severities.includes(severityRank[policy.severity])),
    );
  }

  /** Whether there is still a policy, and a row in its table, that speaks about resources of this kind. */
  judges({
    policyId,
    discriminator,
    resourceKind,
  }: {
    policyId: string;
    discriminator: string;
    resourceKind: string;
  }): boolean {
    const policy = this.byId.get(policyId);
    if (!policy || policy.retired || policy.on.kind !== resourceKind) return false;
    return policy.rows ? Object.hasOwn(policy.rows, discriminator) : discriminator === '';
  }

  /** The row that implies this one, if the table says so. */
  impliedBy(policyId: string, discriminator: string): string | undefined {
    return rowOf(this.byId.get(policyId), discriminator)?.impliedBy;
  }

  /** What a finding is called: by its row when the policy has a table. */
  title(policyId: string, discriminator: string): Text | undefined {
    const policy = this.byId.get(policyId);
    return rowOf(policy, discriminator)?.title ?? policy?.title;
  }
}

/** When a policy can judge. */
export const stageOf = (policy: Policy): Stage => (readsOthers(policy) ? 'scan' : 'unit');

/** A row of a policy's table. */
export const rowOf = (policy: Policy | undefined, discriminator: string) =>
  policy?.rows && Object.hasOwn(policy.rows, discriminator) ? policy.rows[discriminator] : undefined;

/** The region of the unit that lists a kind: buckets are listed once for the account and live in a region. */
export const listedIn = (kind: string, region: string): string =>
  findKind(kind)?.scope === 'global' ? 'global' : region;
