import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { administratorAccess } from './shared/aws-policies.js';
import { adviceOnAdministrators, detachFix, withoutAdministratorAccess } from './shared/attached-policies.js';

export default definePolicy({
  ...withoutAdministratorAccess('critical'),
  id: 'aws-iam-user-has-no-administrator-access',
  title: text('AdministratorAccess is not attached to users', 'AdministratorAccess não está anexada a usuários'),
  on: IamUser,
  needs: ['attachedPolicies'],
  sameAs: ['prowler/iam_user_administrator_access_policy', 'cloudsploit/iamUserAdmins'],
  fix: detachFix('user', administratorAccess, adviceOnAdministrators),
});
