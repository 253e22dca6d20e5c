import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnCloudShell, detachFix, withoutCloudShell } from './shared/attached-policies.js';

export default definePolicy({
  ...withoutCloudShell,
  id: 'aws-iam-user-has-no-full-cloudshell',
  title: text(
    'AWSCloudShellFullAccess is not attached to users',
    'AWSCloudShellFullAccess não está anexada a usuários',
  ),
  on: IamUser,
  needs: ['attachedPolicies'],
  controls: ['cis-aws-5.0/1.21', 'cis-aws-7.0/2.20'],
  sameAs: ['prowler/iam_policy_cloudshell_admin_not_attached'],
  fix: detachFix('user', 'AWSCloudShellFullAccess', adviceOnCloudShell),
});
