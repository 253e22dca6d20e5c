/** Sandbox accounts behind one front door: finds service, account and operation, and answers on the wire. */
import type { SandboxAccount } from './account.js';
import type { CallContext, Caller } from './context.js';
import { AwsError } from './errors.js';
import { faultError, type Fault } from './faults.js';
import type { SandboxRequest, SandboxResponse } from './http.js';
import type { UserRecord } from './iam/state.js';
import type { Routed, Written } from './protocol/protocol.js';
import { SERVICES, type Service, type ServiceName } from './services.js';
import { scopeOf } from './signature.js';
import { LOOP_TOKEN, spoilBody, stripLoopToken, withLoopToken } from './spoil.js';

/** Credentials that AssumeRole gave out. */
interface Session {
  caller: Caller;
  expiresAt: Date;
}

interface KeyOwner {
  account: SandboxAccount;
  user: UserRecord;
}

/** The form of the access keys that `makeAccessKey` makes. */
const USER_KEY = /^AKIA[A-Z2-7]{16}$/;

/** Keys and users come and go: what was once found out has to be still so. */
const isOwner = ({ account, user }: KeyOwner, accessKeyId: string): boolean =>
  account.state.iam.users.get(user.name) === user && user.accessKeys.some(({ id }) => id === accessKeyId);

/** One or more accounts that answer together; the first one answers for unsigned requests and unknown keys. */
export class SandboxCloud {
  private readonly accounts: ReadonlyMap<string, SandboxAccount>;
  private readonly first: SandboxAccount;
  private readonly sessions = new Map<string, Session>();
  private readonly keyOwners = new Map<string, KeyOwner>();

  constructor(accounts: readonly [SandboxAccount, ...SandboxAccount[]]) {
    this.accounts = new Map(accounts.map((account) => [account.id, account]));
    this.first = accounts[0];
  }

  /** The account that a request is for; unknown keys are for the first one. */
  accountOf(request: SandboxRequest): SandboxAccount {
    const { accessKeyId } = scopeOf(request);
    return this.identify(accessKeyId, false).account;
  }

  /** Answers a request. Nothing is thrown: errors are answers, and a bug of the sandbox is an InternalError. */
  handle(request: SandboxRequest): SandboxResponse {
    const scope = scopeOf(request);
    const service = scope.service === undefined ? undefined : SERVICES[scope.service];
    if (scope.service === undefined || service === undefined) return unknownService(request);
    const requestId = this.first.state.ids.uuid();
    let identified: { account: SandboxAccount; caller: Caller } | undefined;
    try {
      identified = this.identify(scope.accessKeyId, true);
    } catch (error) {
      return answer(service.protocol.writeError(asAwsError(error), requestId, request));
    }
    const { account, caller } = identified;
    const call = this.contextOf(account, caller, scope.region, requestId, request.host);
    return this.perform(service, scope.service, call, account, request);
  }

  /**
   * Performs an operation of an account without the wire, for changes that are no client's doing: nothing is
   * recorded and no fault applies. Throws an AwsError where the wire would answer one.
   */
  invoke(account: SandboxAccount, service: ServiceName, action: string, input: object, region: string): object {
    const handler = SERVICES[service].handler(action);
    if (handler === undefined)
      throw new AwsError('NotImplemented', `The sandbox does not offer ${service}:${action}.`, 501);
    const requestId = account.state.ids.uuid();
    return handler(this.contextOf(account, account.defaultCaller, region, requestId, ''), input);
  }

  private contextOf(
    account: SandboxAccount,
    caller: Caller,
    region: string,
    requestId: string,
    host: string,
  ): CallContext {
    return {
      account: account.state,
      caller,
      region,
      now: account.state.now(),
      requestId,
      host,
      accountById: (id) => this.accounts.get(id)?.state,
      issueSession: ({ accessKeyId, ...session }) => this.sessions.set(accessKeyId, session),
    };
  }

  private perform(
    service: Service,
    name: string,
    call: CallContext,
    account: SandboxAccount,
    request: SandboxRequest,
  ): SandboxResponse {
    const log = { service: name, action: '', region: call.region, at: call.now, status: 0 };
    let fault: Fault | undefined;
    let response: SandboxResponse;
    try {
      const routed = service.protocol.route(request);
      log.action = routed.operation.name;
      fault = account.faults.take({ ...log, params: routed.input });
      response = answer(this.run(service, call, routed, fault, name));
    } catch (error) {
      response = answer(service.protocol.writeError(asAwsError(error), call.requestId, request));
    }
    account.record({ ...log, status: response.status });
    return fault === undefined ? response : spoilBody(response, fault);
  }

  private run(service: Service, call: CallContext, routed: Routed, fault: Fault | undefined, name: string): Written {
    const { operation } = routed;
    if (fault !== undefined) {
      const error = faultError(
        call,
        { service: name, action: operation.name, region: call.region, params: routed.input },
        fault,
      );
      if (error !== undefined) throw error;
    }
    const handler = service.handler(operation.name);
    if (handler === undefined) {
      throw new AwsError('NotImplemented', `The sandbox account does not offer ${name}:${operation.name}.`, 501);
    }
    const output = handler(call, stripLoopToken(routed.input));
    const looped = fault?.kind === 'repeatToken' ? withLoopToken(operation.output, output, LOOP_TOKEN) : output;
    const wrongTypes = fault?.kind === 'wrongTypes';
    return service.protocol.write(operation, looped, { requestId: call.requestId, wrongTypes });
  }

  private identify(accessKeyId: string | undefined, check: boolean): { account: SandboxAccount; caller: Caller } {
    const session = accessKeyId === undefined ? undefined : this.sessions.get(accessKeyId);
    if (session !== undefined) {
      const account = this.accounts.get(session.caller.accountId) ?? this.first;
      if (check && session.expiresAt <= account.state.now()) {
        throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
      }
      return { account, caller: session.caller };
    }
    const owner = accessKeyId === undefined ? undefined : this.ownerOf(accessKeyId);
    if (owner !== undefined) {
      const { account, user } = owner;
      return { account, caller: { accountId: account.id, arn: user.arn, userId: user.id } };
    }
    return { account: this.first, caller: this.first.defaultCaller };
  }

  /** Who has an access key. Keys that no account could have made are nobody's; looking through all users costs more than a call. */
  private ownerOf(accessKeyId: string): KeyOwner | undefined {
    if (!USER_KEY.test(accessKeyId)) return undefined;
    const known = this.keyOwners.get(accessKeyId);
    if (known !== undefined && isOwner(known, accessKeyId)) return known;
    for (const account of this.accounts.values()) {
      for (const user of account.state.iam.users.values()) {
        const owner = { account, user };
        if (!isOwner(owner, accessKeyId)) continue;
        this.keyOwners.set(accessKeyId, owner);
        return owner;
      }
    }
    return undefined;
  }
}

function answer(written: Written): SandboxResponse {
  return { ...written, body: Buffer.from(written.body), delivery: 'answer' };
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', `The sandbox account failed: ${message}`, 500);
}

function unknownService(request: SandboxRequest): SandboxResponse {
  const error = new AwsError('UnknownEndpoint', `The sandbox account serves nothing at ${request.host}.`, 404);
  return answer(SERVICES.s3.protocol.writeError(error, 'sandbox', request));
}
