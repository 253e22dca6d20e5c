/** The four switches, as S3 writes them for accounts, buckets and access points. */
import type { PublicAccessBlock } from '@cspmexa/resources';

interface Switches {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** AWS always sends all four; the schema refuses a block in which one is missing. */
export const publicAccessBlockOf = (
  block: Switches | undefined,
): { readonly [Name in keyof PublicAccessBlock]: boolean | undefined } | undefined =>
  block && {
    blockPublicAcls: block.BlockPublicAcls,
    ignorePublicAcls: block.IgnorePublicAcls,
    blockPublicPolicy: block.BlockPublicPolicy,
    restrictPublicBuckets: block.RestrictPublicBuckets,
  };
