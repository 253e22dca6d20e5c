/** Finding a bucket as the caller may, and judging ACLs. */
import type { GetBucketAclOutput, Grant } from '@aws-sdk/client-s3';
import type { CallContext } from '../context.js';
import { noSuchBucket, s3AccessDenied, wrongRegion } from './errors.js';
import type { Bucket } from './state.js';

/** What every operation on a bucket is given. */
export interface BucketInput {
  Bucket?: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

/** The bucket that a call addresses. Throws NoSuchBucket, AccessDenied (another owner) or a redirect (other region). */
export function bucketOf(call: CallContext, input: BucketInput, anyRegion = false): Bucket {
  const name = input.Bucket ?? '';
  const bucket = call.account.s3.buckets.get(name);
  if (bucket === undefined) throw noSuchBucket(name);
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== call.account.id) throw s3AccessDenied();
  if (!anyRegion && bucket.region !== call.region) throw wrongRegion(name, bucket.region, call.region, call.host);
  return bucket;
}

const EVERYBODY = [
  'http://acs.amazonaws.com/groups/global/AllUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
];

/** Whether an ACL grants something to everybody, or to everybody with any AWS account. */
export function isPublicAcl(acl: { Grants?: Grant[] | undefined }): boolean {
  return (acl.Grants ?? []).some((grant) => EVERYBODY.includes(grant.Grantee?.URI ?? ''));
}

/** The ACL that a canned name stands for; unknown names are as `private`. */
export function cannedAcl(name: string, ownerId: string): GetBucketAclOutput {
  const owner: Grant = { Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' };
  const group = (uri: string, Permission: 'READ' | 'WRITE' | 'READ_ACP'): Grant => ({
    Grantee: { Type: 'Group', URI: uri },
    Permission,
  });
  const [all = '', authenticated = ''] = EVERYBODY;
  const delivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
  const extra: Readonly<Record<string, Grant[]>> = {
    'public-read': [group(all, 'READ')],
    'public-read-write': [group(all, 'READ'), group(all, 'WRITE')],
    'authenticated-read': [group(authenticated, 'READ')],
    'log-delivery-write': [group(delivery, 'WRITE'), group(delivery, 'READ_ACP')],
  };
  return { Owner: { ID: ownerId }, Grants: [owner, ...(extra[name] ?? [])] };
}
