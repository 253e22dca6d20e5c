import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { administratorAccess } from './shared/aws-policies.js';
import { adviceOnAdministrators, detachFix, withoutAdministratorAccess } from './shared/attached-policies.js';

export default definePolicy({
  ...withoutAdministratorAccess('high'),
  id: 'aws-iam-group-has-no-administrator-access',
  title: text('AdministratorAccess is not attached to groups', 'AdministratorAccess não está anexada a grupos'),
  on: IamGroup,
  needs: ['attachedPolicies'],
  sameAs: ['prowler/iam_group_administrator_access_policy'],
  fix: detachFix('group', administratorAccess, adviceOnAdministrators),
});
