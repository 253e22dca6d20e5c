import { IamRole } from '@cspmexa/resources';
import { definePolicy, denied, fail, pass, skip, text } from '@cspmexa/policy-kit';
import { named, trustConditions, trustOf } from './shared/role-trust.js';
import { externalId, mfa, organization, trustSample } from './shared/sample-trust.js';
import { isServiceLinked } from './shared/service-linked-role.js';

const says = text('Strangers cannot assume the role', 'Estranhos não podem assumir a função');

export default definePolicy({
  id: 'aws-iam-role-trust-not-public',
  title: text('Roles cannot be assumed by everyone', 'Funções não podem ser assumidas por qualquer um'),
  severity: 'critical',
  on: IamRole,
  needs: ['trustPolicy'],
  why: text(
    'A trust policy that names everyone lets any AWS account in the world become this role and use all that it may do.',
    'Uma política de confiança que nomeia todos deixa qualquer conta AWS do mundo virar esta função e usar tudo o que ela pode.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, {{name}}, Trust relationships, and choose Edit trust policy.',
        'Abra IAM, Funções, {{name}}, Relações de confiança, e escolha Editar política de confiança.',
      ),
      text(
        'Replace the * by the accounts or roles that need it, or limit it to your organisation with aws:PrincipalOrgID.',
        'Troque o * pelas contas ou funções que precisam, ou limite à sua organização com aws:PrincipalOrgID.',
      ),
    ],
    cli: `# trust.json names the principals: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::ACCOUNT-ID:role/ROLE"},"Action":"sts:AssumeRole"}]}
aws iam update-assume-role-policy --role-name {{name}} --policy-document file://trust.json`,
    terraform: `resource "aws_iam_role" "this" {
  name = "{{name}}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::ACCOUNT-ID:role/ROLE" }
      Action    = "sts:AssumeRole"
    }]
  })
}`,
  },
  check: ({ trustPolicy }, { base, resource }) => {
    if (isServiceLinked(base))
      return skip(text('AWS writes its trust policy.', 'A AWS escreve a política de confiança dela.'));
    const grants = trustOf(trustPolicy, resource).filter(
      ({ kind, weakness }) => kind === 'everyone' || weakness === 'anyone',
    );
    const open = grants.filter(({ weakness }) => weakness === 'anyone');
    const conditions = trustConditions(grants, says, (grant) => !open.includes(grant));
    if (open.length === 0) return pass(...conditions);
    // An external id is no secret in AWS's eyes, but a stranger has to learn it first.
    const guessing = open.every(({ guards }) => guards.externalId.length > 0);
    return fail(
      guessing
        ? text(
            `Any AWS account that learns the external ID can assume the role: ${named(open)}.`,
            `Qualquer conta AWS que descubra o ID externo pode assumir a função: ${named(open)}.`,
          )
        : text(
            `Any AWS account can assume the role: ${named(open)}.`,
            `Qualquer conta AWS pode assumir a função: ${named(open)}.`,
          ),
      conditions,
      guessing ? { severity: 'high' } : {},
    );
  },
  examples: {
    'a service only': { outcome: 'pass' },
    everyone: { given: { trustPolicy: trustSample({ principal: '*' }) }, outcome: 'fail' },
    'every AWS principal': { given: { trustPolicy: trustSample({ principal: { AWS: '*' } }) }, outcome: 'fail' },
    'everyone in a list': {
      given: { trustPolicy: trustSample({ principal: { AWS: ['444455556666', '*'] } }) },
      outcome: 'fail',
    },
    'everyone with MFA, which strangers have too': {
      given: { trustPolicy: trustSample({ principal: { AWS: '*' }, condition: mfa }) },
      outcome: 'fail',
    },
    'everyone with an external ID': {
      given: { trustPolicy: trustSample({ principal: { AWS: '*' }, condition: externalId }) },
      outcome: 'fail',
    },
    'everyone of the organisation': {
      given: { trustPolicy: trustSample({ principal: { AWS: '*' }, condition: organization }) },
      outcome: 'pass',
    },
    'everyone, and a statement that denies all': {
      given: { trustPolicy: trustSample({ principal: '*' }, { principal: '*', effect: 'Deny', action: 'sts:*' }) },
      outcome: 'pass',
    },
    'everyone, and a statement that denies just that': {
      given: {
        trustPolicy: trustSample({ principal: '*' }, { principal: '*', effect: 'Deny', action: 'sts:AssumeRole' }),
      },
      outcome: 'pass',
    },
    'everyone, and a statement that denies something else': {
      given: {
        trustPolicy: trustSample({ principal: '*' }, { principal: '*', effect: 'Deny', action: 'sts:TagSession' }),
      },
      outcome: 'fail',
    },
    'one other account': {
      given: { trustPolicy: trustSample({ principal: { AWS: '444455556666' } }) },
      outcome: 'pass',
    },
    'a service-linked role': { base: { path: '/aws-service-role/support.amazonaws.com/' }, outcome: 'skip' },
    'a trust policy that makes no sense': { given: { trustPolicy: '{' }, outcome: 'unknown' },
    'it could not be read': { given: { trustPolicy: denied }, outcome: 'unknown' },
  },
});
