import { IamGroup } from '@cspmexa/resources';
import { definePolicy, text } from '@cspmexa/policy-kit';
import { adviceOnMarketplace, inlineFix, inlineMarketplace } from './shared/inline-policies.js';

export default definePolicy({
  id: 'aws-iam-group-inline-policies-limit-marketplace',
  title: text(
    'Inline policies of groups name what may be bought',
    'Políticas embutidas de grupos nomeiam o que pode ser comprado',
  ),
  on: IamGroup,
  needs: ['inlinePolicies'],
  sameAs: ['prowler/iam_inline_policy_no_wildcard_marketplace_subscribe'],
  fix: inlineFix('group', adviceOnMarketplace),
  ...inlineMarketplace,
});
