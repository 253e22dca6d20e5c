import { IamRole } from '@cspmexa/resources';
import { condition, definePolicy, denied, pass, passIf, skip, text, type TrustGrant } from '@cspmexa/policy-kit';
import { isAwsPolicy } from './shared/aws-policies.js';
import { named, trustConditions, trustOf } from './shared/role-trust.js';
import { externalId, trustSample } from './shared/sample-trust.js';
import { isServiceLinked } from './shared/service-linked-role.js';

const readOnly = [{ name: 'ReadOnlyAccess', arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
const vendor = { AWS: 'arn:aws:iam::444455556666:root' };

/** Whether a grant lets in principals of other accounts. One that names everyone may be held to this account by a condition. */
const crosses = ({ kind, guards: { principalAccount } }: TrustGrant, accountId: string): boolean =>
  kind === 'other-account' ||
  (kind === 'everyone' && !(principalAccount.length > 0 && principalAccount.every((value) => value === accountId)));

export default definePolicy({
  id: 'aws-iam-role-read-only-stays-in-account',
  title: text('ReadOnlyAccess is not given to other accounts', 'ReadOnlyAccess não é dado a outras contas'),
  severity: 'high',
  on: IamRole,
  needs: ['attachedPolicies', 'trustPolicy'],
  sameAs: ['prowler/iam_role_cross_account_readonlyaccess_policy'],
  why: text(
    'ReadOnlyAccess reads data, not just settings: with it another account reads every S3 object, table and log of this one.',
    'ReadOnlyAccess lê dados, não só configurações: com ele outra conta lê todo objeto S3, tabela e log desta.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, {{name}}, and detach ReadOnlyAccess.',
        'Abra IAM, Funções, {{name}}, e desanexe ReadOnlyAccess.',
      ),
      text(
        'Attach what the other account needs: SecurityAudit or ViewOnlyAccess for auditors, or a policy of your own.',
        'Anexe o que a outra conta precisa: SecurityAudit ou ViewOnlyAccess para auditores, ou uma política sua.',
      ),
    ],
    cli: `aws iam detach-role-policy --role-name {{name}} --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
aws iam attach-role-policy --role-name {{name}} --policy-arn arn:aws:iam::aws:policy/SecurityAudit`,
    terraform: `resource "aws_iam_role_policy_attachment" "audit" {
  role       = "{{name}}"
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}`,
  },
  // An external ID or MFA does not make the other account one's own: such a role is reported all the same, as Prowler does.
  check: (facets, { base, resource }) => {
    if (isServiceLinked(base)) return skip(text('AWS writes its policies.', 'A AWS escreve as políticas dela.'));
    const held = facets.attachedPolicies.filter(({ arn }) => isAwsPolicy(arn, 'ReadOnlyAccess'));
    if (held.length === 0)
      return pass(
        condition(true, text('ReadOnlyAccess is not attached', 'ReadOnlyAccess não está anexada'), {
          path: 'attachedPolicies',
          actual: facets.attachedPolicies.map(({ arn }) => arn),
        }),
      );
    const foreign = trustOf(facets.trustPolicy, resource).filter((grant) => crosses(grant, resource.accountId));
    return passIf(
      trustConditions(
        foreign,
        text('No other account may assume the role', 'Nenhuma outra conta pode assumir a função'),
        () => false,
      ),
      text(
        `ReadOnlyAccess is attached, and principals outside the account can assume the role: ${named(foreign)}.`,
        `ReadOnlyAccess está anexada, e principais de fora da conta podem assumir a função: ${named(foreign)}.`,
      ),
    );
  },
  examples: {
    'not attached': { given: { trustPolicy: trustSample({ principal: vendor }) }, outcome: 'pass' },
    'attached, for a service': { given: { attachedPolicies: readOnly }, outcome: 'pass' },
    'attached, for another account': {
      given: { attachedPolicies: readOnly, trustPolicy: trustSample({ principal: vendor }) },
      outcome: 'fail',
    },
    'attached, for another account with an external ID': {
      given: { attachedPolicies: readOnly, trustPolicy: trustSample({ principal: vendor, condition: externalId }) },
      outcome: 'fail',
    },
    'attached, for everyone': {
      given: { attachedPolicies: readOnly, trustPolicy: trustSample({ principal: '*' }) },
      outcome: 'fail',
    },
    'attached, for everyone of this account': {
      given: {
        attachedPolicies: readOnly,
        trustPolicy: trustSample({
          principal: { AWS: '*' },
          condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
        }),
      },
      outcome: 'pass',
    },
    'a policy of the customer with that name': {
      given: {
        attachedPolicies: [{ name: 'ReadOnlyAccess', arn: 'arn:aws:iam::111122223333:policy/ReadOnlyAccess' }],
        trustPolicy: trustSample({ principal: vendor }),
      },
      outcome: 'pass',
    },
    'a service-linked role': { base: { path: '/aws-service-role/support.amazonaws.com/' }, outcome: 'skip' },
    'its policies could not be read': { given: { attachedPolicies: denied }, outcome: 'unknown' },
    'attached, and its trust could not be read': {
      given: { attachedPolicies: readOnly, trustPolicy: denied },
      outcome: 'unknown',
    },
  },
});
