/** What a unit and a scan have in common: what has to change, what changed in the resources, and writing it in one transaction. */
import type { ChangeCause, ResourceCause, ResourceChange } from '@cspmexa/contracts';
import type { ObjectStore, SqlTransaction } from '@cspmexa/platform';
import { findKind } from '@cspmexa/resources';
import { keyOfPlace, type Extent, type ResourceRecord, type Subject } from '../extent/extent.js';
import { fingerprintOf } from '../findings/canonical.js';
import { writeChanges, type ChangeCounts, type StoredFinding } from '../findings/finding-writer.js';
import { FindingMoved, type Occasion } from '../findings/history-writer.js';
import {
  holdAsRead,
  unresolvedHash,
  unresolvedIn,
  withFingerprints,
  type KnownScope,
} from '../findings/known-findings.js';
import { storable, storableText } from '../findings/storable.js';
import type { Catalogue } from '../policies/catalogue.js';
import type { SnapshotPointer } from '../snapshots/open-snapshot.js';
import { resourceChanges, type Flip } from '../snapshots/resource-changes.js';
import { keyOf, type Identity } from './judged.js';
import type { Look } from './look.js';
import { reconcile, type Change } from './reconcile.js';

/** What a look has brought, before anything is written. */
export interface Seen {
  readonly look: Look;
  readonly extent: Extent;
  readonly scope: KnownScope;
  /** The findings of the scope when the look began, as one hash. */
  readonly knownHash: string;
  /** What has to change, if the findings are still the same. */
  readonly decided: readonly Change<StoredFinding>[];
  /** What changed in the resources whose findings change, by `keyOf`. */
  readonly changes: ReadonlyMap<string, readonly ResourceChange[] | null>;
  /** Of a look at some resources alone: what is to be remembered of them. */
  readonly notes: readonly ResourceRecord[];
}

/** As much of it as the findings need. */
export type Decided = Pick<Seen, 'look' | 'scope' | 'knownHash' | 'decided' | 'changes'>;

/** What has to change so that the findings of a scope match what was seen. */
export async function decide(
  tx: SqlTransaction,
  tenantId: string,
  { look, known, catalogue }: { look: Look; known: readonly StoredFinding[]; catalogue: Catalogue },
): Promise<Change<StoredFinding>[]> {
  const keys = new Set(known.map(keyOf));
  // A failure that is not open here may be a resolved finding, or one that another account of the tenant had.
  const others = look.failing().filter((judged) => !keys.has(keyOf(judged)));
  const back = await withFingerprints(
    tx,
    tenantId,
    others.map((judged) => fingerprintOf(tenantId, judged)),
  );
  return reconcile([...known, ...back], look, catalogue);
}

/**
 * Brings the findings of a scope up to date. What is to change is held before it is written: people who are at it are waited for, and
 * what they did is decided upon. @throws FindingMoved when the look is out of date: look again.
 */
export async function settle(
  tx: SqlTransaction,
  tenantId: string,
  seen: Decided,
  catalogue: Catalogue,
  occasion: Occasion,
): Promise<ChangeCounts> {
  const isSame = (await unresolvedHash(tx, tenantId, seen.scope)) === seen.knownHash;
  let decided = isSame ? seen.decided : await decideAgain(tx, tenantId, seen, catalogue);
  // What is held moves no more, so that each time more of them are as they were read.
  while (!(await holdAsRead(tx, tenantId, decided.flatMap(knownOf))))
    decided = await decideAgain(tx, tenantId, seen, catalogue);
  return writeChanges(tx, tenantId, seen.scope.accountId, decided, { ...occasion, changes: seen.changes });
}

const knownOf = (change: Change<StoredFinding>): StoredFinding[] => (change.kind === 'open' ? [] : [change.known]);

/** Somebody changed findings since the look began, as people do who make exceptions: seldom is that a reason to look again. */
async function decideAgain(
  tx: SqlTransaction,
  tenantId: string,
  { look, scope }: Decided,
  catalogue: Catalogue,
): Promise<Change<StoredFinding>[]> {
  const known = await unresolvedIn(tx, tenantId, scope);
  if (!look.covers(known)) throw new FindingMoved('A finding was changed after the look began.');
  return decide(tx, tenantId, { look, known, catalogue });
}

/** Reads what changed in the resources that `decided` is about, from the snapshots that judged them before and now. */
export function changesBehind(
  store: ObjectStore,
  awsAccountId: string,
  decided: readonly Change[],
  { extent, snapshots, catalogue }: { extent: Extent; snapshots: readonly SnapshotPointer[]; catalogue: Catalogue },
): Promise<Map<string, ResourceChange[] | null>> {
  const keys = new Map(snapshots.map((pointer) => [keyOfPlace(pointer), pointer.key]));
  const flips = decided.flatMap((change): Flip[] => {
    const subject = changedSubject(change);
    const policy = subject && catalogue.find(subject.policyId);
    if (!subject || !policy) return [];
    const place = { service: findKind(subject.resourceKind)?.service ?? '', region: subject.listedIn };
    const before = extent.before(subject);
    const after = keys.get(keyOfPlace(place));
    if (before === null || after === undefined) return [];
    const { resourceArn, resourceKind } = subject;
    return [{ key: keyOf(subject), resourceArn, resourceKind, facets: policy.needs, place, before, after }];
  });
  return resourceChanges(store, awsAccountId, flips);
}

/** What a change of a finding is about, when what its policy reads may explain it: not when only names changed, nor when nothing is left to compare. */
function changedSubject(change: Change): (Identity & Subject) | undefined {
  if (change.kind === 'resolve') return change.resolution === 'fixed' ? change.known : undefined;
  if (change.kind === 'update' && change.difference === null) return undefined;
  return change.judged;
}

/** The changes in AWS that a scan was started for, by ARN. */
export const causesByArn = (causes: readonly ResourceCause[]): Map<string, ChangeCause> =>
  new Map(
    causes.map(({ resourceArn, eventId, eventName, actor, at }) => [
      storableText(resourceArn),
      // A cause in which only what cannot be stored was replaced.
      storable({ eventId, eventName, actor, at }) as ChangeCause,
    ]),
  );

const tries = 5;

/** Runs `look` again while somebody else changes the findings that it is about. */
export async function untilSettled(look: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof FindingMoved) || attempt === tries) throw error;
    }
  }
}

/** Longest transaction of a look, in milliseconds: a big account opens a hundred thousand findings at its first scan. */
export const settings = { timeoutMs: 300_000 };
