import type {
  GetAccessKeyLastUsedRequest,
  GetLoginProfileRequest,
  ListAccessKeysRequest,
  ListMFADevicesRequest,
  ListVirtualMFADevicesRequest,
  MFADevice,
  VirtualMFADevice,
} from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { AwsError, noSuchEntity } from '../errors.js';
import { needUser } from './entities.js';
import { iamPage } from './paging.js';
import type { MfaRecord } from './state.js';
import { userView } from './views.js';

function listMfaDevices(call: CallContext, input: ListMFADevicesRequest): object {
  const user = needUser(call.account.iam, input.UserName ?? call.caller.arn.split('/').at(-1));
  const devices = user.mfa.map((device): MFADevice => ({
    UserName: user.name,
    SerialNumber: device.serialNumber,
    EnableDate: device.enabledAt,
  }));
  const { items, ...marker } = iamPage(call, devices, input);
  return { MFADevices: items, ...marker };
}

function virtualDevices({ account }: CallContext): VirtualMFADevice[] {
  const { root, users, unassignedVirtualMfa } = account.iam;
  const assigned = (device: MfaRecord, User: VirtualMFADevice['User']): VirtualMFADevice[] =>
    device.kind === 'virtual' ? [{ SerialNumber: device.serialNumber, User, EnableDate: device.enabledAt }] : [];
  const unnamed = { Path: undefined, UserName: undefined };
  const rootUser = {
    ...unnamed,
    UserId: account.id,
    Arn: `arn:aws:iam::${account.id}:root`,
    CreateDate: root.createdAt,
  };
  return [
    ...root.mfa.flatMap((device) => assigned(device, { ...rootUser, PasswordLastUsed: root.passwordLastUsedAt })),
    ...[...users.values()].flatMap((user) => user.mfa.flatMap((device) => assigned(device, userView(user)))),
    ...unassignedVirtualMfa.map((SerialNumber) => ({ SerialNumber })),
  ];
}

function listVirtualMfaDevices(call: CallContext, input: ListVirtualMFADevicesRequest): object {
  const status = input.AssignmentStatus ?? 'Any';
  const devices = virtualDevices(call).filter(
    (device) => status === 'Any' || (status === 'Assigned') === (device.User !== undefined),
  );
  const { items, ...marker } = iamPage(call, devices, input);
  return { VirtualMFADevices: items, ...marker };
}

function getAccessKeyLastUsed({ account }: CallContext, input: GetAccessKeyLastUsedRequest): object {
  for (const user of account.iam.users.values()) {
    const key = user.accessKeys.find((each) => each.id === input.AccessKeyId);
    if (key === undefined) continue;
    const used = key.lastUsed;
    const AccessKeyLastUsed =
      used === undefined
        ? { ServiceName: 'N/A', Region: 'N/A' }
        : { LastUsedDate: used.at, ServiceName: used.service, Region: used.region };
    return { UserName: user.name, AccessKeyLastUsed };
  }
  throw new AwsError('AccessDenied', `The access key ${input.AccessKeyId} belongs to no user of this account.`, 403);
}

/** Operations that read passwords, access keys and MFA devices. */
export const credentialReads: Handlers = {
  ListMFADevices: listMfaDevices,
  ListVirtualMFADevices: listVirtualMfaDevices,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  ListAccessKeys: (call, input: ListAccessKeysRequest) => {
    const user = needUser(call.account.iam, input.UserName ?? call.caller.arn.split('/').at(-1));
    const { items, ...marker } = iamPage(call, user.accessKeys, input);
    const AccessKeyMetadata = items.map((key) => ({
      UserName: user.name,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: key.createdAt,
    }));
    return { AccessKeyMetadata, ...marker };
  },
  GetLoginProfile: (call, input: GetLoginProfileRequest) => {
    const user = needUser(call.account.iam, input.UserName);
    const profile = user.loginProfile;
    if (profile === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
    const { createdAt: CreateDate, resetRequired: PasswordResetRequired } = profile;
    return { LoginProfile: { UserName: user.name, CreateDate, PasswordResetRequired } };
  },
};
