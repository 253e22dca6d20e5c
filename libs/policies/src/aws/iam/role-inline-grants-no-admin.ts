import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineAdmin,
  id: 'aws-iam-role-inline-grants-no-admin',
  title: text(
    'Inline policies of roles grant no full administration',
    'Políticas embutidas de funções não concedem administração total',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges', 'cloudsploit/iamRolePolicies'],
  fix: inlineFix('role', adviceOnAdmin),
});
