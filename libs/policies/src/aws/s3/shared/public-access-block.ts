/** The public access block of a bucket and of its account together: a switch that is on at either level is in force. */
import { resourceOf, S3Account, type PublicAccessBlock, type Resource, type S3Bucket } from '@cspmexa/resources';
import { valuesOf, type Lookup } from '@cspmexa/policy-kit';

export type Switch = keyof PublicAccessBlock;

export const switches: readonly Switch[] = [
  'blockPublicAcls',
  'ignorePublicAcls',
  'blockPublicPolicy',
  'restrictPublicBuckets',
];

/** A bucket with what the levels say: its facets, and the lookup of its account's settings. */
export interface BlockedBucket {
  readonly resource: Resource<typeof S3Bucket>;
  readonly facets: { readonly publicAccessBlock: PublicAccessBlock | null };
  readonly account: Lookup<typeof S3Account, 'publicAccessBlock'>;
}

/** The account's block; unknown when it was not collected. */
function accountBlock({ resource, account }: BlockedBucket): PublicAccessBlock | null {
  const { accountId } = resource;
  const found = account.of(accountId)[0]?.resource ?? resourceOf(S3Account, resource, { accountId }, {});
  return valuesOf(S3Account, found).publicAccessBlock;
}

/**
 * Where a switch is on, or null if it is off at both levels. One level that is known to be on decides; unknown if neither does and one of
 * them could not be read.
 */
export function levelOf(name: Switch, bucket: BlockedBucket): 'bucket' | 'account' | null {
  const own = bucket.resource.facets.publicAccessBlock;
  if (own?.known && own.value?.[name]) return 'bucket';
  if (accountBlock(bucket)?.[name]) return 'account';
  return bucket.facets.publicAccessBlock?.[name] ? 'bucket' : null;
}
