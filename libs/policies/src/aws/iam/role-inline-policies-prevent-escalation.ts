import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-role-inline-policies-prevent-escalation',
  title: text(
    'Inline policies of roles lead to no other permissions',
    'Políticas embutidas de funções não levam a outras permissões',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('role', adviceOnEscalation),
  ...inlineEscalation,
});
