/** The operations of STS. */
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { Caller, CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { mayAssume } from './trust.js';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** Gives temporary credentials for a role of any account of the server, if its trust policy lets the caller in. */
function assumeRole(call: CallContext, input: AssumeRoleRequest): AssumeRoleResponse {
  const roleArn = input.RoleArn ?? '';
  const match = ROLE_ARN.exec(roleArn);
  if (match === null) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const sessionName = input.RoleSessionName ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    const message =
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: [\\w+=,.@-]*';
    throw new AwsError('ValidationError', message);
  }
  const [, accountId = '', roleName = ''] = match;
  const role = call.accountById(accountId)?.iam.roles.get(roleName);
  const context = { 'sts:externalid': input.ExternalId, 'aws:principalarn': call.caller.arn };
  if (role === undefined || !mayAssume(role.trustPolicy, accountId, call.caller, context)) {
    const message = `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError('AccessDenied', message, 403);
  }
  const seconds = input.DurationSeconds ?? 3600;
  if (seconds < 900 || seconds > role.maxSessionSeconds) {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    throw new AwsError('ValidationError', message);
  }
  const accessKeyId = `ASIA${call.account.ids.iam('').slice(0, 16)}`;
  const expiresAt = new Date(call.now.getTime() + seconds * 1000);
  const caller: Caller = {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
  };
  call.issueSession({ accessKeyId, caller, expiresAt });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: `sandbox-secret-${call.account.ids.hex(24)}`,
      SessionToken: `sandbox-session-${call.account.ids.hex(64)}`,
      Expiration: expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
    PackedPolicySize: 0,
  };
}

/** The operations by name. */
export const stsHandlers: Handlers = {
  GetCallerIdentity: ({ caller }) => ({ Account: caller.accountId, Arn: caller.arn, UserId: caller.userId }),
  AssumeRole: assumeRole,
};
