import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-user-inline-policies-prevent-escalation',
  title: text(
    'Inline policies of users lead to no other permissions',
    'Políticas embutidas de usuários não levam a outras permissões',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('user', adviceOnEscalation),
  ...inlineEscalation,
});
