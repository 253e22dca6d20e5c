import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineEscalation,
  id: 'aws-iam-role-inline-allows-no-escalation',
  title: text(
    'Inline policies of roles allow no privilege escalation',
    'Políticas embutidas de funções não permitem escalar privilégios',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('role', adviceOnEscalation),
});
