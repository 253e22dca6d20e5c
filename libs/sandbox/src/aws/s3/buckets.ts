/** Listing, finding, creating and deleting buckets. */
import type {
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { pageOf } from '../paging.js';
import { bucketOf, cannedAcl } from './access.js';
import { newBucket } from './state.js';

const badToken = (): AwsError => new AwsError('InvalidArgument', 'The continuation token provided is incorrect');

/**
 * The buckets by name. S3 answers all of them when no page size is asked for; a size above 10,000 or below 1 is
 * refused. The region of a bucket is told only when the request has a parameter, as with S3 itself.
 */
function listBuckets(call: CallContext, input: ListBucketsRequest): ListBucketsOutput {
  const size = input.MaxBuckets;
  if (size !== undefined && (size < 1 || size > 10_000)) {
    throw new AwsError('InvalidArgument', 'Argument max-buckets must be an integer between 1 and 10000');
  }
  const buckets = [...call.account.s3.buckets.values()]
    .filter((bucket) => bucket.name.startsWith(input.Prefix ?? ''))
    .filter((bucket) => input.BucketRegion === undefined || bucket.region === input.BucketRegion)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const paged = size !== undefined || input.ContinuationToken !== undefined;
  const page = paged
    ? pageOf(call, buckets, { token: input.ContinuationToken, limit: size ?? 10_000 }, badToken)
    : { items: buckets, next: undefined };
  const tellRegion = paged || input.Prefix !== undefined || input.BucketRegion !== undefined;
  return {
    Owner: { ID: call.account.s3.ownerId },
    Buckets: page.items.map((bucket) => ({
      Name: bucket.name,
      CreationDate: bucket.createdAt,
      ...(tellRegion ? { BucketRegion: bucket.region } : {}),
    })),
    ContinuationToken: page.next,
    Prefix: input.Prefix,
  };
}

function createBucket(call: CallContext, input: CreateBucketRequest): object {
  const name = input.Bucket ?? '';
  const asked = input.CreateBucketConfiguration?.LocationConstraint ?? input.CreateBucketConfiguration?.Location?.Name;
  const region = asked === 'EU' ? 'eu-west-1' : (asked ?? 'us-east-1');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  if (region !== call.region && call.region !== 'us-east-1') {
    const constraint = asked ?? 'unspecified';
    const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new AwsError('IllegalLocationConstraintException', message);
  }
  const { buckets, ownerId } = call.account.s3;
  if (buckets.has(name)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
  }
  const bucket = newBucket(name, region, ownerId, call.now);
  if (input.ObjectOwnership !== undefined) {
    bucket.configuration.ownership = { Rules: [{ ObjectOwnership: input.ObjectOwnership }] };
  }
  if (input.ACL !== undefined) bucket.configuration.acl = cannedAcl(input.ACL, ownerId);
  if (input.ObjectLockEnabledForBucket === true) {
    bucket.configuration.objectLock = { ObjectLockEnabled: 'Enabled' };
    bucket.configuration.versioning = { Status: 'Enabled' };
  }
  buckets.set(name, bucket);
  return { Location: `/${name}` };
}

/** Operations on whole buckets. */
export const bucketHandlers: Handlers = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: (call, input: HeadBucketRequest): HeadBucketOutput => {
    const bucket = bucketOf(call, input);
    return { BucketRegion: bucket.region, AccessPointAlias: false };
  },
  GetBucketLocation: (call, input: GetBucketLocationRequest): GetBucketLocationOutput => {
    // S3 answers this one operation from us-east-1 for buckets of every region.
    const bucket = bucketOf(call, input, call.region === 'us-east-1');
    // The SDK's type lacks the regions that AWS adds later; S3 itself answers any region's name.
    const region = bucket.region as NonNullable<GetBucketLocationOutput['LocationConstraint']>;
    return bucket.region === 'us-east-1' ? {} : { LocationConstraint: region };
  },
  DeleteBucket: (call, input: DeleteBucketRequest) => {
    call.account.s3.buckets.delete(bucketOf(call, input).name);
    return {};
  },
};
