import { IamRole } from '@cspmexa/resources';
import { definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';
import { named, trustConditions, trustOf } from './shared/role-trust.js';
import { externalId, mfa, organization, trustSample } from './shared/sample-trust.js';
import { isServiceLinked } from './shared/service-linked-role.js';

const says = text(
  'The other account has to show an external ID, MFA or the like',
  'A outra conta tem de apresentar um ID externo, MFA ou algo assim',
);
const vendor = { AWS: 'arn:aws:iam::444455556666:root' };

export default definePolicy({
  id: 'aws-iam-role-cross-account-guarded',
  title: text(
    'Roles for other accounts ask for an external ID or MFA',
    'Funções para outras contas exigem ID externo ou MFA',
  ),
  severity: 'medium',
  on: IamRole,
  needs: ['trustPolicy'],
  sameAs: ['cloudsploit/crossAccountMfaExtIdAccess'],
  why: text(
    'A vendor that serves many customers can be talked into using your role for one of them; whoever breaks into the other account is in yours too.',
    'Um fornecedor com muitos clientes pode ser levado a usar a sua função em nome de outro; quem invade a outra conta entra na sua também.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, {{name}}, Trust relationships, and choose Edit trust policy.',
        'Abra IAM, Funções, {{name}}, Relações de confiança, e escolha Editar política de confiança.',
      ),
      text(
        'For a vendor, add a condition on sts:ExternalId with the value that the vendor gives you. For people, ask for aws:MultiFactorAuthPresent.',
        'Para um fornecedor, adicione uma condição em sts:ExternalId com o valor que ele informa. Para pessoas, exija aws:MultiFactorAuthPresent.',
      ),
    ],
    cli: `# add to the statement in trust.json: "Condition":{"StringEquals":{"sts:ExternalId":"VALUE"}}
aws iam get-role --role-name {{name}} --query Role.AssumeRolePolicyDocument > trust.json
aws iam update-assume-role-policy --role-name {{name}} --policy-document file://trust.json`,
    terraform: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::ACCOUNT-ID:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["VALUE"]
    }
  }
}`,
  },
  // Accounts of one's own organisation are told apart only by a condition on the organisation: any condition that fixes who
  // or where from counts as a guard, where CloudSploit takes the external ID and MFA alone.
  check: ({ trustPolicy }, { base, resource }) => {
    if (isServiceLinked(base))
      return skip(text('AWS writes its trust policy.', 'A AWS escreve a política de confiança dela.'));
    const grants = trustOf(trustPolicy, resource).filter(({ kind }) => kind === 'other-account');
    const bare = grants.filter(({ weakness }) => weakness === 'no-external-id');
    return passIf(
      trustConditions(grants, says, (grant) => !bare.includes(grant)),
      text(
        `Nothing more is asked of another account: ${named(bare)}.`,
        `Nada mais é exigido de outra conta: ${named(bare)}.`,
      ),
    );
  },
  examples: {
    'a service only': { outcome: 'pass' },
    'another account': { given: { trustPolicy: trustSample({ principal: vendor }) }, outcome: 'fail' },
    'with an external ID': {
      given: { trustPolicy: trustSample({ principal: vendor, condition: externalId }) },
      outcome: 'pass',
    },
    'with any external ID': {
      given: { trustPolicy: trustSample({ principal: vendor, condition: { StringLike: { 'sts:ExternalId': '*' } } }) },
      outcome: 'fail',
    },
    'with MFA': { given: { trustPolicy: trustSample({ principal: vendor, condition: mfa }) }, outcome: 'pass' },
    'with MFA only if the request says so': {
      given: {
        trustPolicy: trustSample({
          principal: vendor,
          condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      },
      outcome: 'fail',
    },
    'of the organisation': {
      given: { trustPolicy: trustSample({ principal: vendor, condition: organization }) },
      outcome: 'pass',
    },
    'two statements, one of them bare': {
      given: {
        trustPolicy: trustSample(
          { principal: vendor, condition: externalId },
          { principal: { AWS: 'arn:aws:iam::777788889999:role/deploy' } },
        ),
      },
      outcome: 'fail',
    },
    'its own account': {
      given: { trustPolicy: trustSample({ principal: { AWS: 'arn:aws:iam::111122223333:root' } }) },
      outcome: 'pass',
    },
    'a principal that was deleted': {
      given: { trustPolicy: trustSample({ principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } }) },
      outcome: 'pass',
    },
    'a service-linked role': { base: { path: '/aws-service-role/support.amazonaws.com/' }, outcome: 'skip' },
    'it could not be read': { given: { trustPolicy: denied }, outcome: 'unknown' },
  },
});
