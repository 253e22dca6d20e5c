/** Who may use a bucket: its policy, its ACL and its tags (which S3 keeps with different rules than the other parts). */
import type {
  DeleteBucketPolicyRequest,
  GetBucketAclRequest,
  GetBucketPolicyRequest,
  GetBucketTaggingRequest,
  PutBucketAclRequest,
  PutBucketPolicyRequest,
  PutBucketTaggingRequest,
} from '@aws-sdk/client-s3';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { bucketOf, cannedAcl, isPublicAcl } from './access.js';
import { s3AccessDenied } from './errors.js';
import { isPublicPolicy } from './public-policy.js';
import type { Bucket } from './state.js';

function policyOf(bucket: Bucket): string {
  const { policy } = bucket.configuration;
  if (policy !== undefined) return policy;
  throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket.name });
}

function blocks(call: CallContext, bucket: Bucket, setting: 'BlockPublicPolicy' | 'BlockPublicAcls'): boolean {
  const account = call.account.s3.publicAccessBlock;
  return account?.[setting] === true || bucket.configuration.publicAccessBlock?.[setting] === true;
}

function refused(call: CallContext, action: string, bucket: Bucket, what: string, setting: string): AwsError {
  return s3AccessDenied(
    `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: "arn:aws:s3:::${bucket.name}" ` +
      `because public ${what} are prevented by the ${setting} setting in S3 Block Public Access.`,
  );
}

function putBucketPolicy(call: CallContext, input: PutBucketPolicyRequest): object {
  const bucket = bucketOf(call, input);
  const document = input.Policy ?? '';
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed)) throw new Error('no Statement');
  } catch {
    throw new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  }
  if (blocks(call, bucket, 'BlockPublicPolicy') && isPublicPolicy(document)) {
    throw refused(call, 's3:PutBucketPolicy', bucket, 'policies', 'BlockPublicPolicy');
  }
  bucket.configuration.policy = document;
  return {};
}

function putBucketAcl(call: CallContext, input: PutBucketAclRequest): object {
  const bucket = bucketOf(call, input);
  const ownerId = call.account.s3.ownerId;
  const acl =
    input.AccessControlPolicy === undefined
      ? cannedAcl(input.ACL ?? 'private', ownerId)
      : { Owner: { ID: ownerId }, Grants: input.AccessControlPolicy.Grants ?? [] };
  const enforced = bucket.configuration.ownership?.Rules?.[0]?.ObjectOwnership === 'BucketOwnerEnforced';
  if (enforced && acl.Grants?.length !== 1) {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
  }
  if (blocks(call, bucket, 'BlockPublicAcls') && isPublicAcl(acl)) {
    throw refused(call, 's3:PutBucketAcl', bucket, 'ACLs', 'BlockPublicAcls');
  }
  bucket.configuration.acl = acl;
  return {};
}

/** Operations on policies, ACLs and tags of buckets. */
export const accessHandlers: Handlers = {
  GetBucketPolicy: (call, input: GetBucketPolicyRequest) => ({ Policy: policyOf(bucketOf(call, input)) }),
  GetBucketPolicyStatus: (call, input: GetBucketPolicyRequest) => ({
    PolicyStatus: { IsPublic: isPublicPolicy(policyOf(bucketOf(call, input))) },
  }),
  PutBucketPolicy: putBucketPolicy,
  DeleteBucketPolicy: (call, input: DeleteBucketPolicyRequest) => {
    delete bucketOf(call, input).configuration.policy;
    return {};
  },
  GetBucketAcl: (call, input: GetBucketAclRequest) => bucketOf(call, input).configuration.acl,
  PutBucketAcl: putBucketAcl,
  GetBucketTagging: (call, input: GetBucketTaggingRequest) => {
    const bucket = bucketOf(call, input);
    const { tags } = bucket.configuration;
    if (tags !== undefined && tags.length > 0) return { TagSet: tags };
    throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket.name });
  },
  PutBucketTagging: (call, input: PutBucketTaggingRequest) => {
    bucketOf(call, input).configuration.tags = input.Tagging?.TagSet ?? [];
    return {};
  },
  DeleteBucketTagging: (call, input: GetBucketTaggingRequest) => {
    delete bucketOf(call, input).configuration.tags;
    return {};
  },
};
