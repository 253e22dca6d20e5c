import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { judgeCustomerPolicy } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { adviceOnFullAccess } from './shared/inline-policies.js';
import { fullAccess } from './shared/permission-questions.js';
import { granting } from './shared/sample-documents.js';

export default definePolicy({
  id: 'aws-iam-customer-policy-limits-key-services',
  title: text(
    'Policies give no full access to CloudTrail or KMS',
    'Políticas não dão acesso total ao CloudTrail nem ao KMS',
  ),
  severity: 'medium',
  on: IamPolicy,
  needs: ['document', 'attachments'],

  why: text(
    'Full access to CloudTrail hides an attack; full access to KMS opens or destroys everything that its keys protect.',
    'Acesso total ao CloudTrail esconde um ataque; ao KMS, abre ou destrói tudo o que as chaves protegem.',
  ),
  fix: customerPolicyFix(
    adviceOnFullAccess,
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  rows: {
    cloudtrail: {
      title: text('No full access to CloudTrail', 'Sem acesso total ao CloudTrail'),
      severity: 'medium',
      sameAs: ['prowler/iam_policy_no_full_access_to_cloudtrail'],
    },
    kms: {
      title: text('No full access to KMS', 'Sem acesso total ao KMS'),
      severity: 'medium',
      sameAs: ['prowler/iam_policy_no_full_access_to_kms'],
    },
  },
  check: (facets, { base, row }) =>
    judgeCustomerPolicy(facets, base, (sources) => judgeGrants(sources, fullAccess(row.id))),
  examples: {
    'a narrow policy': { outcome: 'pass' },
    'every action of KMS': { given: { document: granting('kms:*') }, outcome: 'fail', fails: ['kms'] },
    'every action of CloudTrail': {
      given: { document: granting('cloudtrail:*') },
      outcome: 'fail',
      fails: ['cloudtrail'],
    },
    'every action on one key': {
      given: { document: granting('kms:*', 'arn:aws:kms:sa-east-1:111122223333:key/1') },
      outcome: 'pass',
    },
    'could not be read': { given: { document: denied }, outcome: 'unknown' },
  },
});
