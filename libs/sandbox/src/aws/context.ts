/** What an operation of the sandbox is given, and the form every operation has. */
import type { Ec2RegionState } from './ec2/state.js';
import type { AccountState } from './state.js';

/** Who signed a request. */
export interface Caller {
  accountId: string;
  arn: string;
  userId: string;
}

/** One call: the account it reads or changes, the region it was signed for, and who makes it. */
export interface CallContext {
  account: AccountState;
  region: string;
  caller: Caller;
  now: Date;
  requestId: string;
  /** The host that was addressed, without port. */
  host: string;
  /** Another account of the same server, for AssumeRole. */
  accountById: (id: string) => AccountState | undefined;
  /** Remembers temporary credentials so that later requests signed with them are known. */
  issueSession: (session: { accessKeyId: string; caller: Caller; expiresAt: Date }) => void;
}

/** The same with the EC2 state of the call's region. */
export interface Ec2Context extends CallContext {
  ec2: Ec2RegionState;
}

/**
 * An operation: reads the input that the schema gave, answers the output that the schema writes, or throws an
 * AwsError. Inputs are parsed by the schema of the very operation, so each handler names its own input type.
 */
export type Handler<Context = CallContext> = (call: Context, input: never) => object;

/** The operations of a service by name. */
export type Handlers<Context = CallContext> = Readonly<Record<string, Handler<Context>>>;
