import { IamUser } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineFix, inlineMarketplace } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-user-inline-policies-limit-marketplace',
  title: text(
    'Inline policies of users name what may be bought',
    'Políticas embutidas de usuários nomeiam o que pode ser comprado',
  ),
  on: IamUser,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('user', adviceOnMarketplace),
  ...inlineMarketplace,
});
