import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineMarketplace, inlineFix } from './shared/inline-policies.js';

export default definePolicy({
  ...inlineMarketplace,
  id: 'aws-iam-user-inline-limits-marketplace',
  title: text(
    'Inline policies of users name the Marketplace products that may be bought',
    'Políticas embutidas de usuários nomeiam os produtos do Marketplace que podem ser comprados',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('user', adviceOnMarketplace),
});
