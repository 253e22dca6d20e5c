import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnEscalation, inlineEscalation, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineEscalation,
  id: 'aws-iam-group-inline-allows-no-escalation',
  title: text(
    'Inline policies of groups allow no privilege escalation',
    'Políticas embutidas de grupos não permitem escalar privilégios',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_allows_privilege_escalation'],
  fix: inlineFix('group', adviceOnEscalation),
});
