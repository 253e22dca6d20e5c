import { IamRole } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineMarketplace, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineMarketplace,
  id: 'aws-iam-role-inline-limits-marketplace',
  title: text(
    'Inline policies of roles name the Marketplace products that may be bought',
    'Políticas embutidas de funções nomeiam os produtos do Marketplace que podem ser comprados',
  ),
  on: IamRole,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('role', adviceOnMarketplace),
});
