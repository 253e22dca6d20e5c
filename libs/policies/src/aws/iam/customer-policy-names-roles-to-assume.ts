import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { judgeCustomerPolicy } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { assumeAnyRole } from './shared/permission-questions.js';
import { granting } from './shared/sample-documents.js';

export default definePolicy({
  id: 'aws-iam-customer-policy-names-roles-to-assume',
  title: text('Policies name the roles that may be assumed', 'Políticas nomeiam as funções que podem ser assumidas'),
  severity: 'high',
  on: IamPolicy,
  needs: ['document', 'attachments'],

  sameAs: ['prowler/iam_no_custom_policy_permissive_role_assumption'],
  why: text(
    'sts:AssumeRole on everything opens every role whose trust lets the caller in, in this account and in others.',
    'sts:AssumeRole sobre tudo abre toda função cuja confiança aceite o chamador, nesta conta e em outras.',
  ),
  fix: customerPolicyFix(
    text(
      'Name the roles that are meant as the resource of sts:AssumeRole.',
      'Nomeie as funções pretendidas como recurso de sts:AssumeRole.',
    ),
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: (facets, { base }) => judgeCustomerPolicy(facets, base, (sources) => judgeGrants(sources, assumeAnyRole)),
  examples: {
    'a narrow policy': { outcome: 'pass' },
    'every role': { given: { document: granting('sts:AssumeRole') }, outcome: 'fail' },
    'one role': {
      given: { document: granting('sts:AssumeRole', 'arn:aws:iam::111122223333:role/deploy') },
      outcome: 'pass',
    },
    'could not be read': { given: { document: denied }, outcome: 'unknown' },
  },
});
