/** The policies as the engine uses them. */
import { severityRank } from '@cspmexa/contracts';
import { readsOthers, titleOf, type Policy, type Rows, type Text } from '@cspmexa/policy-kit';
import { findKind } from '@cspmexa/resources';
import { nothingSet, type AccountSettings } from './setting.js';

/** Which policies judge when: a `unit` alone, or the whole `scan`, for those that read other resources. */
export type Stage = 'unit' | 'scan';

/**
 * The policies of this process, as they are set for an account. Retired ones, and those that are switched off there, stay known, so that
 * their findings are resolved as such.
 */
export class Catalogue {
  /** Those that judge. */
  readonly active: readonly Policy[];
  private readonly byId: ReadonlyMap<string, Policy>;

  constructor(
    /** Retired ones and those that are switched off, too. */
    readonly every: readonly Policy[],
    /** What is set; nothing unless given. */
    readonly settings: AccountSettings = nothingSet,
  ) {
    this.byId = new Map(every.map((policy) => [policy.id, policy]));
    this.active = every.filter(({ id, retired }) => !retired && !settings.off.has(id));
  }

  /** The same policies, set in another way. */
  as(settings: AccountSettings): Catalogue {
    return new Catalogue(this.every, settings);
  }

  /** Whether a policy is switched off here. */
  isOff(id: string): boolean {
    return this.settings.off.has(id);
  }

  /** A policy, if it judges here. */
  judging(id: string): Policy | undefined {
    const policy = this.byId.get(id);
    return policy && !policy.retired && !this.isOff(id) ? policy : undefined;
  }

  /** Equal for catalogues that judge alike by one policy. */
  signatureOf(id: string): string {
    const set = Object.entries(this.settings.values[id] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([this.isOff(id), set]);
  }

  /** Equal for catalogues that judge alike. */
  get signature(): string {
    const { off, values } = this.settings;
    const set = new Set([...off, ...Object.keys(values)]);
    return JSON.stringify([...set].sort().map((id) => [id, this.signatureOf(id)]));
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
    const policy = this.judging(policyId);
    if (!policy || policy.on.kind !== resourceKind) return false;
    return policy.rows ? Object.hasOwn(policy.rows, discriminator) : discriminator === '';
  }

  /** The row that implies this one, if the table says so. */
  impliedBy(policyId: string, discriminator: string): string | undefined {
    return rowOf(this.byId.get(policyId), discriminator)?.impliedBy;
  }

  /** What a finding is called: by its row when the policy has a table, with the numbers that are set. */
  title(policyId: string, discriminator: string): Text | undefined {
    const policy = this.byId.get(policyId);
    return policy && titleOf(policy, this.settings.values[policyId], discriminator);
  }
}

/** When a policy can judge. */
export const stageOf = (policy: Policy): Stage => (readsOthers(policy) ? 'scan' : 'unit');

/** A row of a policy's table. */
export const rowOf = (policy: Policy | undefined, discriminator: string) =>
  policy?.rows && Object.hasOwn(policy.rows, discriminator) ? policy.rows[discriminator] : undefined;

/** The rows that imply a row, the nearest first: while one of them fails, this one is not judged by itself. */
export function rowsAbove(rows: Rows, row: string): string[] {
  const found: string[] = [];
  for (let next = rows[row]?.impliedBy; next !== undefined && !found.includes(next); next = rows[next]?.impliedBy)
    found.push(next);
  return found;
}

/** The region of the unit that lists a kind: buckets are listed once for the account and live in a region. */
export const listedIn = (kind: string, region: string): string =>
  findKind(kind)?.scope === 'global' ? 'global' : region;
