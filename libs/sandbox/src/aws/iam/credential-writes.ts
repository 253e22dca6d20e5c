import type {
  CreateAccessKeyRequest,
  CreateLoginProfileRequest,
  DeactivateMFADeviceRequest,
  DeleteAccessKeyRequest,
  DeleteLoginProfileRequest,
  DeleteServerCertificateRequest,
  EnableMFADeviceRequest,
  PasswordPolicy,
  UpdateAccessKeyRequest,
  UpdateAccountPasswordPolicyRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { AwsError, noSuchEntity } from '../errors.js';
import { makeAccessKey } from '../make/identities.js';
import { needUser } from './entities.js';
import type { UserRecord } from './state.js';

function userOf(call: CallContext, name: string | undefined): UserRecord {
  return needUser(call.account.iam, name ?? call.caller.arn.split('/').at(-1));
}

function needKey(user: UserRecord, id: string | undefined): UserRecord['accessKeys'][number] {
  const key = user.accessKeys.find((each) => each.id === id);
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

function updatePasswordPolicy({ account }: CallContext, input: UpdateAccountPasswordPolicyRequest): object {
  const length = input.MinimumPasswordLength ?? 6;
  if (length < 6 || length > 128) {
    throw new AwsError('ValidationError', `Value '${length}' at 'minimumPasswordLength' must be between 6 and 128`);
  }
  const policy: PasswordPolicy = {
    MinimumPasswordLength: length,
    RequireSymbols: input.RequireSymbols ?? false,
    RequireNumbers: input.RequireNumbers ?? false,
    RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
    RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
    AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
    ...(input.MaxPasswordAge === undefined ? {} : { MaxPasswordAge: input.MaxPasswordAge }),
    ...(input.PasswordReusePrevention === undefined ? {} : { PasswordReusePrevention: input.PasswordReusePrevention }),
    ...(input.HardExpiry === undefined ? {} : { HardExpiry: input.HardExpiry }),
  };
  account.iam.passwordPolicy = policy;
  return {};
}

/** Operations that change passwords, access keys, MFA devices and certificates. */
export const credentialWrites: Handlers = {
  UpdateAccountPasswordPolicy: updatePasswordPolicy,
  DeleteAccountPasswordPolicy: ({ account }) => {
    if (account.iam.passwordPolicy === null) {
      throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`);
    }
    account.iam.passwordPolicy = null;
    return {};
  },
  CreateAccessKey: (call, input: CreateAccessKeyRequest) => {
    const user = userOf(call, input.UserName);
    if (user.accessKeys.length >= 2) {
      throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
    }
    const key = makeAccessKey(call.account, call.now);
    user.accessKeys.push(key);
    const SecretAccessKey = `sandbox-secret-${call.account.ids.hex(24)}`;
    const AccessKey = {
      UserName: user.name,
      AccessKeyId: key.id,
      Status: key.status,
      SecretAccessKey,
      CreateDate: call.now,
    };
    return { AccessKey };
  },
  UpdateAccessKey: (call, input: UpdateAccessKeyRequest) => {
    const key = needKey(userOf(call, input.UserName), input.AccessKeyId);
    key.status = input.Status === 'Inactive' ? 'Inactive' : 'Active';
    return {};
  },
  DeleteAccessKey: (call, input: DeleteAccessKeyRequest) => {
    const user = userOf(call, input.UserName);
    const key = needKey(user, input.AccessKeyId);
    user.accessKeys = user.accessKeys.filter((each) => each !== key);
    return {};
  },
  CreateLoginProfile: (call, input: CreateLoginProfileRequest) => {
    const user = userOf(call, input.UserName);
    if (user.loginProfile !== undefined) {
      throw new AwsError('EntityAlreadyExists', `Login Profile for user ${user.name} already exists.`, 409);
    }
    const resetRequired = input.PasswordResetRequired ?? false;
    user.loginProfile = { createdAt: call.now, changedAt: call.now, resetRequired };
    return { LoginProfile: { UserName: user.name, CreateDate: call.now, PasswordResetRequired: resetRequired } };
  },
  DeleteLoginProfile: (call, input: DeleteLoginProfileRequest) => {
    const user = userOf(call, input.UserName);
    if (user.loginProfile === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
    delete user.loginProfile;
    return {};
  },
  EnableMFADevice: (call, input: EnableMFADeviceRequest) => {
    const serialNumber = input.SerialNumber ?? '';
    const kind = serialNumber.includes(':mfa/') ? 'virtual' : 'hardware';
    userOf(call, input.UserName).mfa.push({ serialNumber, kind, enabledAt: call.now });
    const { iam } = call.account;
    iam.unassignedVirtualMfa = iam.unassignedVirtualMfa.filter((each) => each !== serialNumber);
    return {};
  },
  DeactivateMFADevice: (call, input: DeactivateMFADeviceRequest) => {
    const user = userOf(call, input.UserName);
    if (!user.mfa.some((device) => device.serialNumber === input.SerialNumber)) {
      throw noSuchEntity(`MFA Device invalid for user.`);
    }
    user.mfa = user.mfa.filter((device) => device.serialNumber !== input.SerialNumber);
    return {};
  },
  DeleteServerCertificate: ({ account }, input: DeleteServerCertificateRequest) => {
    const name = input.ServerCertificateName ?? '';
    if (!account.iam.serverCertificates.delete(name)) {
      throw noSuchEntity(`The Server Certificate with name ${name} cannot be found.`);
    }
    return {};
  },
};
