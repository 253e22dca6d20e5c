/** The parts of a bucket's configuration, as one table: how each is read, put and deleted. */
import type { CallContext, Handler, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { bucketOf, type BucketInput } from './access.js';
import type { BucketConfiguration } from './state.js';

/** One part of the configuration. */
interface Subresource {
  /** Where the state keeps it. */
  part: keyof BucketConfiguration;
  get: string;
  /** The member of the answer that holds the part; without it the part is the answer itself. */
  output?: string;
  put?: string;
  /** The member of the PUT that holds the part. */
  payload?: string;
  delete?: string;
  /** The error for a part that was never set; without it the answer is empty. */
  absent?: readonly [code: string, message: string];
}

const SUBRESOURCES: readonly Subresource[] = [
  {
    part: 'publicAccessBlock',
    get: 'GetPublicAccessBlock',
    output: 'PublicAccessBlockConfiguration',
    put: 'PutPublicAccessBlock',
    payload: 'PublicAccessBlockConfiguration',
    delete: 'DeletePublicAccessBlock',
    absent: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  {
    part: 'encryption',
    get: 'GetBucketEncryption',
    output: 'ServerSideEncryptionConfiguration',
    put: 'PutBucketEncryption',
    payload: 'ServerSideEncryptionConfiguration',
    delete: 'DeleteBucketEncryption',
    absent: [
      'ServerSideEncryptionConfigurationNotFoundError',
      'The server side encryption configuration was not found',
    ],
  },
  {
    part: 'versioning',
    get: 'GetBucketVersioning',
    put: 'PutBucketVersioning',
    payload: 'VersioningConfiguration',
  },
  { part: 'logging', get: 'GetBucketLogging', put: 'PutBucketLogging', payload: 'BucketLoggingStatus' },
  {
    part: 'lifecycle',
    get: 'GetBucketLifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    payload: 'LifecycleConfiguration',
    delete: 'DeleteBucketLifecycle',
    absent: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    part: 'ownership',
    get: 'GetBucketOwnershipControls',
    output: 'OwnershipControls',
    put: 'PutBucketOwnershipControls',
    payload: 'OwnershipControls',
    delete: 'DeleteBucketOwnershipControls',
    absent: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  {
    part: 'website',
    get: 'GetBucketWebsite',
    put: 'PutBucketWebsite',
    payload: 'WebsiteConfiguration',
    delete: 'DeleteBucketWebsite',
    absent: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
  },
  {
    part: 'replication',
    get: 'GetBucketReplication',
    output: 'ReplicationConfiguration',
    put: 'PutBucketReplication',
    payload: 'ReplicationConfiguration',
    delete: 'DeleteBucketReplication',
    absent: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
  },
  {
    part: 'objectLock',
    get: 'GetObjectLockConfiguration',
    output: 'ObjectLockConfiguration',
    put: 'PutObjectLockConfiguration',
    payload: 'ObjectLockConfiguration',
    absent: ['ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'],
  },
  {
    part: 'notification',
    get: 'GetBucketNotificationConfiguration',
    put: 'PutBucketNotificationConfiguration',
    payload: 'NotificationConfiguration',
  },
  {
    part: 'accelerate',
    get: 'GetBucketAccelerateConfiguration',
    put: 'PutBucketAccelerateConfiguration',
    payload: 'AccelerateConfiguration',
  },
  {
    part: 'cors',
    get: 'GetBucketCors',
    put: 'PutBucketCors',
    payload: 'CORSConfiguration',
    delete: 'DeleteBucketCors',
    absent: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  },
];

function reader({ part, output, absent }: Subresource): Handler {
  return (call: CallContext, input: BucketInput) => {
    const bucket = bucketOf(call, input);
    const value: object | string | undefined = bucket.configuration[part];
    if (value === undefined) {
      if (absent === undefined) return {};
      throw new AwsError(absent[0], absent[1], 404, { BucketName: bucket.name });
    }
    return output === undefined ? Object(value) : { [output]: value };
  };
}

function writer({ part, payload = '' }: Subresource): Handler {
  return (call: CallContext, input: BucketInput & Readonly<Record<string, unknown>>) => {
    const bucket = bucketOf(call, input);
    const value = input[payload];
    if (value === undefined || value === null) {
      const message = 'The XML you provided was not well-formed or did not validate against our published schema';
      throw new AwsError('MalformedXML', message);
    }
    Object.assign(bucket.configuration, { [part]: value });
    return {};
  };
}

function remover({ part }: Subresource): Handler {
  return (call: CallContext, input: BucketInput) => {
    const configuration: Partial<BucketConfiguration> = bucketOf(call, input).configuration;
    delete configuration[part];
    return {};
  };
}

/** The operations of all parts that the table describes. */
export const subresourceHandlers: Handlers = Object.fromEntries(
  SUBRESOURCES.flatMap((each) => [
    [each.get, reader(each)],
    ...(each.put === undefined ? [] : [[each.put, writer(each)] as const]),
    ...(each.delete === undefined ? [] : [[each.delete, remover(each)] as const]),
  ]),
);
