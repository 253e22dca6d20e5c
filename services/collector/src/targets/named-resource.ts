/** A resource that a scan is to look at, as its ARN tells of it. Pure. */
import { kindOfArn } from '@cspmexa/collector-kit';
import type { AnyKind } from '@cspmexa/resources';

export interface NamedResource {
  readonly arn: string;
  /** The AWS account in it; null where it names none, as those of buckets. */
  readonly accountId: string | null;
  /** The region in it, or 'global'. */
  readonly region: string;
  /** What it can be, the likeliest first: the account's own ARN stands for more than one kind. */
  readonly kinds: readonly [AnyKind, ...AnyKind[]];
}

/** Reads an ARN; undefined when it is none, or not of a kind among these. */
export function resourceOfArn(kinds: readonly AnyKind[], arn: string): NamedResource | undefined {
  const place = kindOfArn(kinds, arn);
  const kind = kinds.find((each) => each.kind === place?.kind);
  if (!place || !kind) return undefined;
  const others = resourceOfArn(
    kinds.filter((each) => each !== kind),
    arn,
  );
  const { accountId, region } = place;
  return { arn, accountId, region, kinds: [kind, ...(others?.kinds ?? [])] };
}
