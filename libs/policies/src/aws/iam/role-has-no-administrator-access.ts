import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { administratorAccess } from './shared/aws-policies.js';
import { adviceOnAdministrators, detachFix, withoutAdministratorAccess } from './shared/attached-policies.js';

export default definePolicy({
  ...withoutAdministratorAccess('high'),
  id: 'aws-iam-role-has-no-administrator-access',
  title: text('AdministratorAccess is not attached to roles', 'AdministratorAccess não está anexada a funções'),
  on: IamRole,
  needs: ['attachedPolicies'],
  sameAs: ['prowler/iam_role_administratoraccess_policy', 'cloudsploit/iamRolePolicies'],
  fix: detachFix('role', administratorAccess, adviceOnAdministrators),
});
