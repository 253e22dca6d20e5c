/** What is remembered of a look at some resources alone: which of them it judged, by which policies, and which are gone. Pure. */
import { findKind } from '@cspmexa/resources';
import type { Extent, ResourceRecord } from '../extent/extent.js';
import type { SnapshotPointer } from '../snapshots/open-snapshot.js';
import type { Look } from './look.js';

/** What a look can say for good. Where a policy had no verdict, or a listing has a hole, an older scan may still know more. */
export function notesOf(
  look: Pick<Look, 'targets' | 'listing'>,
  extent: Pick<Extent, 'asked' | 'policies' | 'targetList'>,
  snapshots: readonly (SnapshotPointer & { readonly kinds: readonly string[] })[],
  known: readonly { readonly resourceArn: string; readonly resourceKind: string }[],
): ResourceRecord[] {
  const generation = extent.asked.generation ?? 0;
  const keyIn = (service: string, region: string): string =>
    snapshots.find((one) => one.service === service && one.region === region)?.key ?? '';
  const judged = look.targets.map(({ resourceArn, kind, listedIn, unknown }): ResourceRecord => {
    const place = { service: findKind(kind)?.service ?? '', region: listedIn };
    const policies = extent.policies(place).filter(({ on, id }) => on.kind === kind && !unknown.has(id));
    const snapshotKey = keyIn(place.service, place.region);
    return { ...place, resourceArn, generation, policies: policies.map(({ id }) => id), gone: false, snapshotKey };
  });
  const seen = new Set(judged.map(({ resourceArn }) => resourceArn));
  const gone = extent.targetList
    .filter((arn) => !seen.has(arn))
    .flatMap((resourceArn) => {
      const kinds = known
        .filter((finding) => finding.resourceArn === resourceArn)
        .map((finding) => finding.resourceKind);
      return snapshots
        .filter((snapshot) => {
          const its = snapshot.kinds.filter((kind) => kinds.length === 0 || kinds.includes(kind));
          return its.length > 0 && its.every((kind) => look.listing(kind, snapshot.region) === 'complete');
        })
        .map(({ service, region, key }) => ({
          service,
          region,
          resourceArn,
          generation,
          policies: [],
          gone: true,
          snapshotKey: key,
        }));
    });
  return [...merged(judged), ...gone];
}

/** Two resources under one ARN are one note: it says of a policy only what both say. */
function merged(records: readonly ResourceRecord[]): ResourceRecord[] {
  const byKey = new Map<string, ResourceRecord>();
  for (const record of records) {
    const key = `${record.service}\0${record.region}\0${record.resourceArn}`;
    const other = byKey.get(key);
    byKey.set(key, other ? { ...record, policies: both(record.policies, other.policies) } : record);
  }
  return [...byKey.values()];
}

const both = (some: readonly string[], others: readonly string[]): string[] => some.filter((id) => others.includes(id));
