import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineMarketplace, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineMarketplace,
  id: 'aws-iam-group-inline-limits-marketplace',
  title: text(
    'Inline policies of groups name the Marketplace products that may be bought',
    'Políticas embutidas de grupos nomeiam os produtos do Marketplace que podem ser comprados',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('group', adviceOnMarketplace),
});
