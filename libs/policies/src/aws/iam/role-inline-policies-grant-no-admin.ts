import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-role-inline-policies-grant-no-admin',
  title: text(
    'Roles have no inline policy that makes an administrator',
    'Funções não têm política embutida que torna administrador',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges', 'cloudsploit/iamRolePolicies'],
  fix: inlineFix('role', adviceOnAdmin),
  ...inlineAdmin,
});
