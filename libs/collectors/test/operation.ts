/** Which AWS operation a request is, told from the request alone, as a server would. */

/** The part of the SDK's request that replaying reads. */
export interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly body?: unknown;
}

/** S3's sub-resources. */
const bySubresource: Readonly<Record<string, string>> = {
  acl: 'GetBucketAcl',
  encryption: 'GetBucketEncryption',
  lifecycle: 'GetBucketLifecycleConfiguration',
  location: 'GetBucketLocation',
  logging: 'GetBucketLogging',
  notification: 'GetBucketNotificationConfiguration',
  'object-lock': 'GetObjectLockConfiguration',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  publicAccessBlock: 'GetPublicAccessBlock',
  replication: 'GetBucketReplication',
  tagging: 'GetBucketTagging',
  versioning: 'GetBucketVersioning',
  website: 'GetBucketWebsite',
};

const byPath: readonly (readonly [RegExp, string])[] = [
  [/^\/v20180820\/configuration\/publicAccessBlock/, 'GetPublicAccessBlock'],
  [/^\/v20180820\/accesspoint\/.+/, 'GetAccessPoint'],
  [/^\/v20180820\/accesspoint/, 'ListAccessPoints'],
  [/^\/v20180820\/mrap\/instances/, 'ListMultiRegionAccessPoints'],
  [/^\/analyzer/, 'ListAnalyzers'],
];

/** The operation's name, or undefined for a request that no collector should make. */
export function operationOf({ method, path, query = {}, body }: SdkRequest): string | undefined {
  if (method === 'POST') return /(?:^|&)Action=(\w+)/.exec(String(body))?.[1];
  const found = byPath.find(([pattern]) => pattern.test(path));
  if (found) return found[1];
  const subresource = Object.keys(query).find((key) => key in bySubresource);
  if (subresource !== undefined) return bySubresource[subresource];
  return path === '/' ? 'ListBuckets' : undefined;
}

/** Everything in which a recording's selector is looked for: host, path, query and body. */
export const textOf = ({ hostname, path, query = {}, body }: SdkRequest): string =>
  [
    hostname,
    path,
    ...Object.entries(query).map(([key, value]) => `${key}=${String(value ?? '')}`),
    String(body ?? ''),
  ].join(' ');
