/** The heart of the engine: what has to change so that findings match verdicts. Pure. */
import type { Condition, Resolution } from '@cspmexa/contracts';
import type { Subject } from '../extent/extent.js';
import type { Catalogue } from '../policies/catalogue.js';
import { isFailing, keyOf, type Failing, type Identity, type Judged } from './judged.js';

/** A finding as far as reconciling needs it. */
export interface KnownFinding extends Identity {
  readonly status: 'open' | 'excepted' | 'resolved';
  /** 4 critical … 0 info. */
  readonly severity: number;
  readonly resourceKind: string;
  readonly listedIn: string;
  readonly evidenceHash: string;
  readonly contentHash: string;
}

/** What was looked at, and what was seen there. */
export interface Looked {
  /** The verdicts by `keyOf`; of two about the same thing the worse. */
  readonly verdicts: ReadonlyMap<string, Judged>;
  /** Whether a resource of this ARN was among those listed. */
  readonly saw: (resourceArn: string) => boolean;
  /** Whether the listing of a kind, in the region of its unit, was made: in full, in part, or not at all. */
  readonly listing: (kind: string, listedIn: string) => 'complete' | 'incomplete' | 'none';
  /** What it is when something fails no more: a repair, or other numbers of the policy over the same configuration. */
  readonly repair: Extract<Resolution, 'fixed' | 'policy-changed'>;
  /** Whether this look may say what became of a finding: its policy judged now, or judges no more, and nothing newer is known of its resource. */
  readonly concerns: (finding: Subject) => boolean;
}

/** How a failing finding differs from what was known; null when only names or titles do. */
export type Difference = 'worsened' | 'improved' | 'changed' | null;

export type Change<Known extends KnownFinding = KnownFinding> =
  | { readonly kind: 'open'; readonly judged: Failing }
  | { readonly kind: 'reopen'; readonly known: Known; readonly judged: Failing }
  | { readonly kind: 'update'; readonly known: Known; readonly judged: Failing; readonly difference: Difference }
  | {
      readonly kind: 'resolve';
      readonly known: Known;
      readonly resolution: Resolution;
      readonly now: readonly Condition[];
    };

/**
 * What has to change so that findings match what was judged. `unknown` changes nothing: not being able to look is no proof of
 * repair. `known` holds each finding once; findings outside of what was looked at stay as they are.
 */
export function reconcile<Known extends KnownFinding>(
  known: readonly Known[],
  looked: Looked,
  catalogue: Catalogue,
): Change<Known>[] {
  const byKey = new Map(known.map((finding) => [keyOf(finding), finding]));
  const changes: Change<Known>[] = [];
  for (const [key, judged] of looked.verdicts) {
    if (judged.outcome !== 'fail') continue;
    const change = failed(byKey.get(key), judged);
    if (change) changes.push(change);
  }
  for (const finding of byKey.values()) {
    if (finding.status === 'resolved') continue;
    const resolution = resolutionOf(finding, looked, catalogue);
    const now = looked.verdicts.get(keyOf(finding));
    if (resolution) changes.push({ kind: 'resolve', known: finding, resolution, now: now?.conditions ?? [] });
  }
  return changes;
}

function failed<Known extends KnownFinding>(known: Known | undefined, judged: Failing): Change<Known> | undefined {
  if (!known) return { kind: 'open', judged };
  if (known.status === 'resolved') return { kind: 'reopen', known, judged };
  if (known.contentHash === judged.contentHash) return undefined;
  return { kind: 'update', known, judged, difference: differenceOf(known, judged) };
}

function differenceOf(known: KnownFinding, judged: Failing): Difference {
  if (judged.severity > known.severity) return 'worsened';
  if (judged.severity < known.severity) return 'improved';
  return judged.evidenceHash === known.evidenceHash ? null : 'changed';
}

/** Why a finding that is not resolved yet has to be; undefined when it stays. */
function resolutionOf(finding: KnownFinding, looked: Looked, catalogue: Catalogue): Resolution | undefined {
  const listing = looked.listing(finding.resourceKind, finding.listedIn);
  if (listing === 'none' || !looked.concerns(finding)) return undefined;
  if (!catalogue.judges(finding)) return catalogue.isOff(finding.policyId) ? 'policy-off' : 'policy-retired';
  const verdict = looked.verdicts.get(keyOf(finding));
  if (verdict) return verdict.outcome === 'pass' ? looked.repair : undefined;
  if (!looked.saw(finding.resourceArn)) return listing === 'complete' ? 'resource-deleted' : undefined;
  // The policy had nothing to say about the resource: what it failed for is no more. Unless another row stands for this one: the
  // exposure is still there, so that "fixed" would be wrong, and closing it would make it come back as reopened when only the
  // wider row is repaired. It stays as it is until it is judged by itself again.
  return isImplied(finding, looked, catalogue) ? undefined : looked.repair;
}

function isImplied(
  { policyId, resourceArn, discriminator }: KnownFinding,
  looked: Looked,
  catalogue: Catalogue,
): boolean {
  const impliedBy = catalogue.impliedBy(policyId, discriminator);
  if (impliedBy === undefined) return false;
  return isFailing(looked.verdicts.get(keyOf({ policyId, resourceArn, discriminator: impliedBy })));
}
