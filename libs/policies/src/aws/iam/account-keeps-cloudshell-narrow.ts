import { IamAccount, IamGroup, IamRole, IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, text } from '@cspmexa/policy-kit';
import { groupsByPolicy, rolesByPolicy, unreadable, usersByPolicy } from '../indexes.js';
import { awsPolicyArn } from './shared/aws-policies.js';

const attachedPolicies = [{ name: 'AWSCloudShellFullAccess', arn: 'arn:aws:iam::aws:policy/AWSCloudShellFullAccess' }];

export default definePolicy({
  id: 'aws-iam-account-keeps-cloudshell-narrow',
  title: text('Nobody has full access to CloudShell', 'Ninguém tem acesso total ao CloudShell'),
  severity: 'medium',
  on: IamAccount,
  needs: [],
  reads: { users: usersByPolicy, groups: groupsByPolicy, roles: rolesByPolicy },
  controls: ['cis-aws-5.0/1.21', 'cis-aws-7.0/2.20'],
  sameAs: ['prowler/iam_policy_cloudshell_admin_not_attached'],
  why: text(
    'A shell with file transfer and the internet is a ready way to carry data out of the account.',
    'Um terminal com transferência de arquivos e internet é um caminho pronto para levar dados para fora da conta.',
  ),
  fix: {
    steps: [
      text(
        'Open the policy AWSCloudShellFullAccess in the IAM console, tab Entities attached.',
        'Abra a política AWSCloudShellFullAccess no console do IAM, aba Entidades anexadas.',
      ),
      text(
        'Detach it, or attach one without file upload and download.',
        'Desanexe-a, ou anexe uma sem envio e download de arquivos.',
      ),
    ],
    cli: `aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess
aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess`,
  },
  check: (_, { resource, related }) => {
    const policyArn = awsPolicyArn(resource.partition, 'AWSCloudShellFullAccess');
    const lookups = [related.users, related.groups, related.roles];
    const holders = lookups.flatMap((lookup) => lookup.of(policyArn).map(({ resource: { arn } }) => arn));
    // Touching the facet of one who hides their policies ends the check as unknown, unless somebody is known to have it.
    if (holders.length === 0)
      for (const lookup of lookups) for (const { facets } of lookup.of(unreadable)) void facets.attachedPolicies;
    return passIf(
      [
        condition(
          holders.length === 0,
          text('AWSCloudShellFullAccess is attached to nobody', 'AWSCloudShellFullAccess não está anexada a ninguém'),
          {
            actual: holders.sort().slice(0, 10),
          },
        ),
      ],
      text(
        `AWSCloudShellFullAccess is attached to ${holders.length}.`,
        `AWSCloudShellFullAccess está anexada a ${holders.length}.`,
      ),
    );
  },
  examples: {
    'nobody has it': { others: [sample(IamUser), sample(IamGroup), sample(IamRole)], outcome: 'pass' },
    'a user has it': { others: [sample(IamUser, { facets: { attachedPolicies } })], outcome: 'fail' },
    'a group has it': { others: [sample(IamGroup, { facets: { attachedPolicies } })], outcome: 'fail' },
    'a role has it': { others: [sample(IamRole, { facets: { attachedPolicies } })], outcome: 'fail' },
    'the policies of a role could not be read': {
      others: [sample(IamRole, { facets: { attachedPolicies: denied } })],
      outcome: 'unknown',
    },
    'groups could not be listed': { unlisted: [IamGroup], outcome: 'unknown' },
  },
});
