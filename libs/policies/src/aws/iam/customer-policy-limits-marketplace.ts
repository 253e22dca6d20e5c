import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { judgeCustomerPolicy } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { adviceOnMarketplace } from './shared/inline-policies.js';
import { marketplace } from './shared/permission-questions.js';
import { granting } from './shared/sample-documents.js';

export default definePolicy({
  id: 'aws-iam-customer-policy-limits-marketplace',
  title: text('Policies name what may be bought', 'Políticas nomeiam o que pode ser comprado'),
  severity: 'medium',
  on: IamPolicy,
  needs: ['document', 'attachments'],

  sameAs: ['prowler/iam_policy_no_wildcard_marketplace_subscribe'],
  why: text(
    'Any product can be bought for the account: costs, and software of strangers inside it.',
    'Qualquer produto pode ser comprado para a conta: custos e software de estranhos dentro dela.',
  ),
  fix: customerPolicyFix(
    adviceOnMarketplace,
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: (facets, { base }) => judgeCustomerPolicy(facets, base, (sources) => judgeGrants(sources, marketplace)),
  examples: {
    'a narrow policy': { outcome: 'pass' },
    'subscribes to anything': { given: { document: granting('aws-marketplace:Subscribe') }, outcome: 'fail' },
    'looks at subscriptions': { given: { document: granting('aws-marketplace:ViewSubscriptions') }, outcome: 'pass' },
    'could not be read': { given: { document: denied }, outcome: 'unknown' },
  },
});
