import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-group-inline-policies-grant-no-admin',
  title: text(
    'Groups have no inline policy that makes an administrator',
    'Grupos não têm política embutida que torna administrador',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges'],
  fix: inlineFix('group', adviceOnAdmin),
  ...inlineAdmin,
});
