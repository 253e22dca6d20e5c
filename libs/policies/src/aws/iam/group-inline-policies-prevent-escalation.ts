import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-group-inline-policies-prevent-escalation',
  title: text(
    'Inline policies of groups lead to no other permissions',
    'Políticas embutidas de grupos não levam a outras permissões',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('group', adviceOnEscalation),
  ...inlineEscalation,
});
