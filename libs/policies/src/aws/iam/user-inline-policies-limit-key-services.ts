import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnFullAccess, inlineFix, inlineFullAccess } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-user-inline-policies-limit-key-services',
  title: text(
    'Inline policies of users give no full access to CloudTrail or KMS',
    'Políticas embutidas de usuários não dão acesso total ao CloudTrail nem ao KMS',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  fix: inlineFix('user', adviceOnFullAccess),
  rows: {
    cloudtrail: {
      title: text('No full access to CloudTrail', 'Sem acesso total ao CloudTrail'),
      severity: 'high',
      sameAs: ['prowler/iam_inline_policy_no_full_access_to_cloudtrail'],
    },
    kms: {
      title: text('No full access to KMS', 'Sem acesso total ao KMS'),
      severity: 'medium',
      sameAs: ['prowler/iam_inline_policy_no_full_access_to_kms'],
    },
  },
  ...inlineFullAccess,
});
