import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineFix, inlineMarketplace } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-role-inline-policies-limit-marketplace',
  title: text(
    'Inline policies of roles name what may be bought',
    'Políticas embutidas de funções nomeiam o que pode ser comprado',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('role', adviceOnMarketplace),
  ...inlineMarketplace,
});
