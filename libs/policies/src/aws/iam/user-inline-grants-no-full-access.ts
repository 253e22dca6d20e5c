import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnFullAccess, inlineFix, inlineFullAccess } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineFullAccess,
  id: 'aws-iam-user-inline-grants-no-full-access',
  title: text(
    'Inline policies of users grant no full access to CloudTrail or KMS',
    'Políticas embutidas de usuários não concedem acesso total ao CloudTrail ou ao KMS',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
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
  fix: inlineFix('user', adviceOnFullAccess),
});
