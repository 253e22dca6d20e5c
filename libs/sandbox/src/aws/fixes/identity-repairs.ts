import type { SandboxAccount } from '../account.js';
import { policyDocument } from '../iam/documents.js';
import type { UserRecord } from '../iam/state.js';
import type { Problem } from '../seeds/seeding.js';
import type { ArnParts, Repair } from './fix.js';
import { rememberFields, rememberRemoval } from './undo.js';

const DAY_MS = 86_400_000;
const MAX_KEY_DAYS = 90;

const rememberUser =
  (field: keyof UserRecord): Repair['remember'] =>
  (account, resource) =>
    rememberFields(userOf(account, resource), field);

const rememberTrust: Repair['remember'] = ({ state }, { name }) =>
  rememberFields(state.iam.roles.get(name), 'trustPolicy');

function userOf({ state }: SandboxAccount, { name }: ArnParts): UserRecord | undefined {
  return state.iam.users.get(name);
}

/** Deletes the keys that are older than the limit. */
const deleteOldKeys: Repair['apply'] = (account, resource) => {
  const limit = account.state.now().getTime() - MAX_KEY_DAYS * DAY_MS;
  for (const key of userOf(account, resource)?.accessKeys ?? []) {
    if (key.createdAt.getTime() >= limit) continue;
    account.invoke('iam', 'DeleteAccessKey', { UserName: resource.name, AccessKeyId: key.id });
  }
};

/** Lets a role be assumed only with an ExternalId, by one account. */
function narrowTrust(account: SandboxAccount, { name }: ArnParts, principal: string): void {
  const PolicyDocument = policyDocument({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': 'sandbox-partner-0001' } },
  });
  account.invoke('iam', 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument });
}

/** Repairs of IAM's problems. */
export const identityRepairs: Partial<Record<Problem, Repair>> = {
  'password-policy-weak': {
    title: () => ({ en: 'Ask for strong passwords', pt: 'Exigir senhas fortes' }),
    remember: ({ state }) => rememberFields(state.iam, 'passwordPolicy'),
    apply: (account) =>
      void account.invoke('iam', 'UpdateAccountPasswordPolicy', {
        MinimumPasswordLength: 14,
        RequireSymbols: true,
        RequireNumbers: true,
        RequireUppercaseCharacters: true,
        RequireLowercaseCharacters: true,
        AllowUsersToChangePassword: true,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 24,
      }),
  },
  'user-without-mfa': {
    title: (name) => ({ en: `Turn MFA on for ${name}`, pt: `Ligar o MFA de ${name}` }),
    remember: rememberUser('mfa'),
    apply: (account, { name }) =>
      void account.invoke('iam', 'EnableMFADevice', {
        UserName: name,
        SerialNumber: `arn:aws:iam::${account.id}:mfa/${name}`,
      }),
  },
  'user-password-unused': {
    title: (name) => ({ en: `Remove the unused password of ${name}`, pt: `Remover a senha sem uso de ${name}` }),
    remember: rememberUser('loginProfile'),
    apply: (account, { name }) => void account.invoke('iam', 'DeleteLoginProfile', { UserName: name }),
  },
  'access-key-old': {
    title: (name) => ({
      en: `Delete the old access key of ${name}`,
      pt: `Excluir a chave de acesso antiga de ${name}`,
    }),
    remember: rememberUser('accessKeys'),
    apply: deleteOldKeys,
  },
  'access-key-unused': {
    title: (name) => ({
      en: `Delete the unused access key of ${name}`,
      pt: `Excluir a chave de acesso sem uso de ${name}`,
    }),
    remember: rememberUser('accessKeys'),
    apply: deleteOldKeys,
  },
  'user-admin-policy': {
    title: (name) => ({
      en: `Take administrator access from ${name}`,
      pt: `Tirar o acesso de administrador de ${name}`,
    }),
    remember: rememberUser('attached'),
    apply: (account, resource) => detachAll(account, resource),
  },
  'user-policy-attached-directly': {
    title: (name) => ({
      en: `Detach the policies that ${name} has directly`,
      pt: `Desanexar as políticas diretas de ${name}`,
    }),
    remember: rememberUser('attached'),
    apply: (account, resource) => detachAll(account, resource),
  },
  'user-wildcard-inline-policy': {
    title: (name) => ({ en: `Delete the inline policy of ${name}`, pt: `Excluir a política embutida de ${name}` }),
    remember: rememberUser('inline'),
    apply: (account, resource) => {
      for (const PolicyName of [...(userOf(account, resource)?.inline.keys() ?? [])]) {
        account.invoke('iam', 'DeleteUserPolicy', { UserName: resource.name, PolicyName });
      }
    },
  },
  'policy-full-admin': {
    title: (name) => ({ en: `Narrow the policy ${name}`, pt: `Restringir a política ${name}` }),
    remember: ({ state }, { arn }) => rememberFields(state.iam.policies.get(arn), 'versions', 'updatedAt'),
    apply: (account, { arn }) =>
      void account.invoke('iam', 'CreatePolicyVersion', {
        PolicyArn: arn,
        PolicyDocument: policyDocument({ Effect: 'Allow', Action: ['ec2:Describe*', 's3:List*'], Resource: '*' }),
        SetAsDefault: true,
      }),
  },
  'role-trusts-everybody': {
    title: (name) => ({ en: `Let only one account assume ${name}`, pt: `Permitir que só uma conta assuma ${name}` }),
    remember: rememberTrust,
    apply: (account, resource) => narrowTrust(account, resource, 'arn:aws:iam::777788889999:root'),
  },
  'role-cross-account-without-external-id': {
    title: (name) => ({ en: `Ask for an ExternalId on ${name}`, pt: `Exigir um ExternalId em ${name}` }),
    remember: rememberTrust,
    apply: (account, resource) => narrowTrust(account, resource, 'arn:aws:iam::777788889999:root'),
  },
  'certificate-expired': {
    title: (name) => ({ en: `Delete the expired certificate ${name}`, pt: `Excluir o certificado vencido ${name}` }),
    remember: ({ state }, { name }) => rememberRemoval(state.iam.serverCertificates, name),
    apply: (account, { name }) =>
      void account.invoke('iam', 'DeleteServerCertificate', { ServerCertificateName: name }),
  },
};

function detachAll(account: SandboxAccount, resource: ArnParts): void {
  for (const PolicyArn of [...(userOf(account, resource)?.attached ?? [])]) {
    account.invoke('iam', 'DetachUserPolicy', { UserName: resource.name, PolicyArn });
  }
}
