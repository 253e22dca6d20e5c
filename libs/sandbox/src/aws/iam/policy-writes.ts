import type {
  AttachGroupPolicyRequest,
  AttachRolePolicyRequest,
  AttachUserPolicyRequest,
  CreatePolicyRequest,
  CreatePolicyVersionRequest,
  DeletePolicyRequest,
  DeletePolicyVersionRequest,
  PutGroupPolicyRequest,
  PutRolePolicyRequest,
  PutUserPolicyRequest,
  SetDefaultPolicyVersionRequest,
  UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Handler, Handlers } from '../context.js';
import { AwsError, noSuchEntity } from '../errors.js';
import { makePolicy } from '../make/identities.js';
import { needGroup, needPolicy, needRole, needUser } from './entities.js';
import type { EntityRecord, ManagedPolicyRecord } from './state.js';
import { policyUses, policyView } from './views.js';

/** The document, or IAM's error for text that is no policy. */
export function checkedDocument(document: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(document ?? '');
    if (typeof parsed === 'object' && parsed !== null && 'Statement' in parsed) return document ?? '';
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

interface EntityInput {
  UserName?: string | undefined;
  GroupName?: string | undefined;
  RoleName?: string | undefined;
}

/** The user, group or role that an operation names, by the name it has for it. */
function entityOf({ account }: CallContext, input: EntityInput): EntityRecord {
  if (input.UserName !== undefined) return needUser(account.iam, input.UserName);
  if (input.GroupName !== undefined) return needGroup(account.iam, input.GroupName);
  return needRole(account.iam, input.RoleName);
}

type Attachment = EntityInput &
  Pick<AttachUserPolicyRequest & AttachGroupPolicyRequest & AttachRolePolicyRequest, 'PolicyArn'>;
type Inline = EntityInput &
  Partial<Pick<PutUserPolicyRequest & PutGroupPolicyRequest & PutRolePolicyRequest, 'PolicyName' | 'PolicyDocument'>>;

const attach: Handler = (call, input: Attachment) => {
  entityOf(call, input).attached.add(needPolicy(call.account.iam, input.PolicyArn).arn);
  return {};
};

const detach: Handler = (call, input: Attachment) => {
  if (!entityOf(call, input).attached.delete(input.PolicyArn ?? '')) {
    throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
  }
  return {};
};

const putInline: Handler = (call, input: Inline) => {
  entityOf(call, input).inline.set(input.PolicyName ?? '', checkedDocument(input.PolicyDocument));
  return {};
};

const deleteInline: Handler = (call, input: Inline) => {
  const entity = entityOf(call, input);
  if (!entity.inline.delete(input.PolicyName ?? '')) {
    throw noSuchEntity(`The policy with name ${input.PolicyName} cannot be found.`);
  }
  return {};
};

function setDefault(policy: ManagedPolicyRecord, versionId: string | undefined, at: Date): void {
  if (!policy.versions.some((version) => version.VersionId === versionId)) {
    throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
  }
  for (const version of policy.versions) version.isDefault = version.VersionId === versionId;
  policy.updatedAt = at;
}

function createVersion(call: CallContext, input: CreatePolicyVersionRequest): object {
  const policy = needPolicy(call.account.iam, input.PolicyArn);
  if (policy.versions.length >= 5) {
    const message =
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.';
    throw new AwsError('LimitExceeded', message, 409);
  }
  const last = Math.max(...policy.versions.map((version) => Number(version.VersionId.slice(1))));
  const VersionId = `v${last + 1}`;
  const Document = checkedDocument(input.PolicyDocument);
  policy.versions.push({ VersionId, Document, CreateDate: call.now, isDefault: false });
  const IsDefaultVersion = input.SetAsDefault === true;
  if (IsDefaultVersion) setDefault(policy, VersionId, call.now);
  return { PolicyVersion: { VersionId, IsDefaultVersion, CreateDate: call.now } };
}

function deleteVersion(call: CallContext, input: DeletePolicyVersionRequest): object {
  const policy = needPolicy(call.account.iam, input.PolicyArn);
  const version = policy.versions.find((each) => each.VersionId === input.VersionId);
  if (version === undefined) throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist.`);
  if (version.isDefault) {
    throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
  }
  policy.versions = policy.versions.filter((each) => each !== version);
  return {};
}

/** Operations that change policies and where they are attached. */
export const policyWrites: Handlers = {
  AttachUserPolicy: attach,
  AttachGroupPolicy: attach,
  AttachRolePolicy: attach,
  DetachUserPolicy: detach,
  DetachGroupPolicy: detach,
  DetachRolePolicy: detach,
  PutUserPolicy: putInline,
  PutGroupPolicy: putInline,
  PutRolePolicy: putInline,
  DeleteUserPolicy: deleteInline,
  DeleteGroupPolicy: deleteInline,
  DeleteRolePolicy: deleteInline,
  CreatePolicy: (call, input: CreatePolicyRequest) => {
    const { account } = call;
    const document = checkedDocument(input.PolicyDocument);
    const arn = `arn:aws:iam::${account.id}:policy${input.Path ?? '/'}${input.PolicyName}`;
    if (account.iam.policies.has(arn)) {
      throw new AwsError('EntityAlreadyExists', `A policy called ${input.PolicyName} already exists.`, 409);
    }
    const policy = makePolicy(account, input.PolicyName ?? '', call.now, document, input.Path);
    return { Policy: policyView(policy, policyUses(account.iam)(policy.arn)) };
  },
  DeletePolicy: ({ account }, input: DeletePolicyRequest) => {
    const { arn } = needPolicy(account.iam, input.PolicyArn);
    if (policyUses(account.iam)(arn).attached.length > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
    }
    account.iam.policies.delete(arn);
    return {};
  },
  CreatePolicyVersion: createVersion,
  DeletePolicyVersion: deleteVersion,
  SetDefaultPolicyVersion: (call, input: SetDefaultPolicyVersionRequest) => {
    setDefault(needPolicy(call.account.iam, input.PolicyArn), input.VersionId, call.now);
    return {};
  },
  UpdateAssumeRolePolicy: ({ account }, input: UpdateAssumeRolePolicyRequest) => {
    needRole(account.iam, input.RoleName).trustPolicy = checkedDocument(input.PolicyDocument);
    return {};
  },
};
