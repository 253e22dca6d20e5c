import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnAdmin, inlineAdmin, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineAdmin,
  id: 'aws-iam-group-inline-grants-no-admin',
  title: text(
    'Inline policies of groups grant no full administration',
    'Políticas embutidas de grupos não concedem administração total',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_inline_policy_no_administrative_privileges'],
  fix: inlineFix('group', adviceOnAdmin),
});
