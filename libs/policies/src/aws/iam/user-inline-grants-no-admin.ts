import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineAdmin,
  id: 'aws-iam-user-inline-grants-no-admin',
  title: text(
    'Inline policies of users grant no full administration',
    'Políticas embutidas de usuários não concedem administração total',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges'],
  fix: inlineFix('user', adviceOnAdmin),
});
