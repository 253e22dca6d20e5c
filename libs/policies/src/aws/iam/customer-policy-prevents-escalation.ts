import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { judgeCustomerPolicy } from './shared/customer-policy.js';
import { judgeEscalation } from './shared/escalation.js';
import { adviceOnEscalation } from './shared/inline-policies.js';
import { everything, granting } from './shared/sample-documents.js';

export default definePolicy({
  id: 'aws-iam-customer-policy-prevents-escalation',
  title: text('Policies lead to no other permissions', 'Políticas não levam a outras permissões'),
  severity: 'high',
  on: IamPolicy,
  needs: ['document', 'attachments'],

  sameAs: ['prowler/iam_policy_allows_privilege_escalation'],
  why: text(
    'A few permissions of IAM are enough to take all the others: the policy looks small and is not.',
    'Poucas permissões do IAM bastam para tomar todas as outras: a política parece pequena e não é.',
  ),
  fix: customerPolicyFix(
    adviceOnEscalation,
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: (facets, { base }) => judgeCustomerPolicy(facets, base, (sources) => judgeEscalation(sources)),
  examples: {
    'a narrow policy': { outcome: 'pass' },
    'rewrites managed policies': { given: { document: granting('iam:CreatePolicyVersion') }, outcome: 'fail' },
    'starts instances with any role': {
      given: { document: granting(['iam:PassRole', 'ec2:RunInstances']) },
      outcome: 'fail',
    },
    'starts instances with one role': {
      given: { document: granting('iam:PassRole', 'arn:aws:iam::111122223333:role/web') },
      outcome: 'pass',
    },
    'an administrator': { given: { document: everything }, outcome: 'skip' },
    'a policy of AWS': {
      base: { awsManaged: true },
      given: { document: granting('iam:CreatePolicyVersion') },
      outcome: 'skip',
    },
    'could not be read': { given: { document: denied }, outcome: 'unknown' },
  },
});
