/** A verdict as findings need it: with the resource's own names, fit to be stored, and hashed for comparison. */
import { severityRank, type Condition, type Text } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';
import type { Resource } from '@cspmexa/resources';
import { hashOf, hashOfText } from '../findings/canonical.js';
import { bounded, storable, storableText } from '../findings/storable.js';
import { listedIn, type Catalogue } from '../policies/catalogue.js';

/** What identifies a verdict and a finding within a tenant. */
export interface Identity {
  readonly policyId: string;
  readonly resourceArn: string;
  readonly discriminator: string;
}

/** The identity as a key of maps. NUL is in none of its parts. */
export const keyOf = ({ policyId, resourceArn, discriminator }: Identity): string =>
  `${policyId}\0${resourceArn}\0${discriminator}`;

/** A verdict that opens nothing. `conditions` are those that hold now, for the history. */
export interface Other extends Identity {
  readonly outcome: 'pass' | 'unknown';
  readonly conditions: readonly Condition[];
}

/** A failing verdict with everything that its finding shows. */
export interface Failing extends Identity {
  readonly outcome: 'fail';
  /** 4 critical … 0 info. */
  readonly severity: number;
  readonly awsAccountId: string;
  readonly region: string;
  readonly listedIn: string;
  readonly service: string;
  readonly resourceKind: string;
  readonly resourceName: string | null;
  readonly title: Text;
  readonly reason: Text;
  readonly conditions: readonly Condition[];
  readonly subject: FindingSubject;
  /** Of reason and conditions, in hex. */
  readonly evidenceHash: string;
  /** Of everything here, in hex: equal means that nothing has to be written. */
  readonly contentHash: string;
}

/** A failing verdict of which everything is as its finding says: no more need be kept of it. */
export interface Same extends Identity {
  readonly outcome: 'same';
  readonly severity: number;
  readonly contentHash: string;
  readonly conditions: readonly Condition[];
}

export type Judged = Failing | Same | Other;

/** Whether a verdict keeps its finding open. */
export const isFailing = (judged: Judged | undefined): judged is Failing | Same =>
  judged?.outcome === 'fail' || judged?.outcome === 'same';

/** The names that the fix of a finding is filled with. */
export interface FindingSubject {
  readonly id: string;
  readonly base: Readonly<Record<string, string | number>>;
}

/** Longest text of the base that a fix may name. */
const longestName = 2_048;

/** Makes the part of a verdict that findings need. `accountId` is our id of the account. */
export function judgedOf(
  verdict: Verdict,
  resource: Resource,
  accountId: string,
  catalogue: Catalogue,
): Failing | Other {
  const { outcome, discriminator } = verdict;
  const identity = { policyId: verdict.policyId, resourceArn: storableText(verdict.resourceArn), discriminator };
  const conditions = verdict.conditions.map(conditionOf);
  if (outcome !== 'fail') return { ...identity, outcome, conditions };
  const evidence = { reason: textOf(verdict.reason), conditions };
  const content = {
    ...identity,
    ...evidence,
    severity: severityRank[verdict.severity],
    awsAccountId: verdict.accountId,
    region: verdict.region,
    listedIn: listedIn(verdict.resourceKind, verdict.region),
    service: verdict.service,
    resourceKind: verdict.resourceKind,
    resourceName: verdict.resourceName === null ? null : storableText(verdict.resourceName),
    title: textOf(catalogue.title(verdict.policyId, discriminator) ?? verdict.reason),
    subject: subjectOf(resource, catalogue.settings.values[verdict.policyId]),
  };
  const evidenceHash = hashOf(evidence);
  const { conditions: _, reason: _reason, ...rest } = content;
  // Always made in this order, so that plain JSON will do.
  return {
    ...content,
    outcome,
    evidenceHash,
    contentHash: hashOfText(JSON.stringify([evidenceHash, accountId, rest])),
  };
}

/** Longest sentence: events carry it. */
const longestText = 4_000;
const textOf = ({ en, pt }: Text): Text => ({ en: clipped(en), pt: clipped(pt) });
const clipped = (text: string): string =>
  storableText(text.length > longestText ? `${text.slice(0, longestText)}…` : text);

const conditionOf = ({ says, path, actual, expected, holds }: Condition): Condition => ({
  says: textOf(says),
  path: path === null ? null : storableText(path),
  actual: kept(actual),
  ...(expected === undefined ? {} : { expected: kept(expected) }),
  holds,
});

const kept = (value: unknown): unknown =>
  typeof value === 'boolean' || value === null ? value : bounded(storable(value));

/** The names of a resource, and the numbers that its policy is set to. */
function subjectOf({ id, base }: Resource, set: Readonly<Record<string, number>> = {}): FindingSubject {
  const named = Object.entries(typeof base === 'object' && base !== null ? base : {}).flatMap(([name, value]) =>
    (typeof value === 'string' && value.length <= longestName) || typeof value === 'number'
      ? [[name, typeof value === 'string' ? storableText(value) : value] as const]
      : [],
  );
  return { id: storableText(id), base: { ...Object.fromEntries(named), ...set } };
}
