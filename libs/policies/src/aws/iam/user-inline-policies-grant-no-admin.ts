import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-user-inline-policies-grant-no-admin',
  title: text(
    'Users have no inline policy that makes an administrator',
    'Usuários não têm política embutida que torna administrador',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges', 'cloudsploit/iamUserAdmins'],
  fix: inlineFix('user', adviceOnAdmin),
  ...inlineAdmin,
});
