import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineEscalation,
  id: 'aws-iam-user-inline-allows-no-escalation',
  title: text(
    'Inline policies of users allow no privilege escalation',
    'Políticas embutidas de usuários não permitem escalar privilégios',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('user', adviceOnEscalation),
});
