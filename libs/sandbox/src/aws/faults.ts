/** Faults that tests inject into calls of a sandbox account. */
import type { CallContext } from './context.js';
import { AwsError } from './errors.js';

/** What goes wrong. */
export type FaultKind =
  | 'AccessDenied'
  | 'UnauthorizedOperation'
  | 'Throttling'
  | 'SlowDown'
  | 'InternalError'
  | 'ExpiredToken'
  | 'timeout'
  | 'reset'
  | 'truncated'
  | 'emptyBody'
  | 'html'
  | 'garbage'
  | 'wrongTypes'
  | 'repeatToken'
  | 'custom';

/** Which calls go wrong, how often, and how. Every condition that is given must hold. */
export interface Fault {
  service?: string;
  action?: string;
  region?: string;
  /** Looks at the call's parsed input. */
  match?: (params: Readonly<Record<string, unknown>>) => boolean;
  /** How many calls go wrong before the fault is used up; without it, all of them. */
  times?: number;
  kind: FaultKind;
  /** The answer of a `custom` fault: an error code with its status and message, or a whole body. */
  custom?: { status?: number; code?: string; message?: string; body?: string; headers?: Record<string, string> };
  /** For `AccessDenied` and `UnauthorizedOperation`: what AWS says refused the call. */
  because?: 'identity' | 'scp' | 'boundary' | 'resource';
}

/** The call that a fault is looked up for. */
export interface FaultTarget {
  service: string;
  action: string;
  region: string;
  params: Readonly<Record<string, unknown>>;
}

/** The faults of an account, oldest first; the first that fits a call is used. */
export class Faults {
  private readonly active: { fault: Fault; left: number }[] = [];

  /** Adds a fault and answers the function that removes it. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.active.push(entry);
    return () => {
      const index = this.active.indexOf(entry);
      if (index >= 0) this.active.splice(index, 1);
    };
  }

  /** Removes every fault. */
  clear(): void {
    this.active.length = 0;
  }

  /** The fault of a call, counted as used; undefined when the call goes well. */
  take(target: FaultTarget): Fault | undefined {
    const entry = this.active.find(({ fault, left }) => left > 0 && fits(fault, target));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

function fits(fault: Fault, target: FaultTarget): boolean {
  if (fault.service !== undefined && fault.service !== target.service) return false;
  if (fault.action !== undefined && fault.action !== target.action) return false;
  if (fault.region !== undefined && fault.region !== target.region) return false;
  return fault.match?.(target.params) ?? true;
}

/** The IAM action of a call, where it is not the operation's own name. */
const IAM_ACTIONS: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:HeadBucket': 's3:ListBucket',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetBucketAccelerateConfiguration': 's3:GetAccelerateConfiguration',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3-control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
};

const BECAUSE = {
  identity: (action: string) => `no identity-based policy allows the ${action} action`,
  scp: () => 'with an explicit deny in a service control policy',
  boundary: (action: string) => `no permissions boundary allows the ${action} action`,
  resource: (action: string) => `no resource-based policy allows the ${action} action`,
} as const;

function denial(call: CallContext, { service, action, params }: FaultTarget, because: keyof typeof BECAUSE): string {
  const iamAction = IAM_ACTIONS[`${service}:${action}`] ?? `${service === 's3-control' ? 's3' : service}:${action}`;
  const bucket = params['Bucket'];
  const resource = service === 's3' && typeof bucket === 'string' ? ` on resource: "arn:aws:s3:::${bucket}"` : '';
  const onAll = service === 'ec2' ? '' : ` on resource: arn:aws:${service}::${call.account.id}:*`;
  const reason = BECAUSE[because](iamAction);
  const joint = because === 'scp' ? ' ' : ' because ';
  return `User: ${call.caller.arn} is not authorized to perform: ${iamAction}${resource === '' ? onAll : resource}${joint}${reason}`;
}

/** The services whose errors carry the names of REST-JSON. */
const JSON_SERVICES = new Set(['ses', 'access-analyzer']);

const EC2_DENIED = 'You are not authorized to perform this operation. ';

/** The error that a fault is, or undefined for faults that spoil the answer instead. */
export function faultError(call: CallContext, target: FaultTarget, fault: Fault): AwsError | undefined {
  const because = fault.because ?? 'identity';
  switch (fault.kind) {
    case 'AccessDenied':
      return new AwsError(
        JSON_SERVICES.has(target.service) ? 'AccessDeniedException' : 'AccessDenied',
        denial(call, target, because),
        403,
      );
    case 'UnauthorizedOperation':
      return new AwsError('UnauthorizedOperation', EC2_DENIED + denial(call, target, because), 403);
    case 'Throttling':
      if (target.service === 'ec2') return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      if (JSON_SERVICES.has(target.service)) return new AwsError('ThrottlingException', 'Rate exceeded', 429);
      return new AwsError('Throttling', 'Rate exceeded', 400);
    case 'SlowDown':
      return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    case 'InternalError':
      return new AwsError('InternalError', 'An internal error has occurred', 500);
    case 'ExpiredToken':
      return new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
    case 'custom':
      if (fault.custom?.body !== undefined) return undefined;
      return new AwsError(
        fault.custom?.code ?? 'InternalError',
        fault.custom?.message ?? '',
        fault.custom?.status ?? 400,
      );
    default:
      return undefined;
  }
}
