import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { notAttached, notCustomerManaged } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { adviceOnAdmin } from './shared/inline-policies.js';
import { admin } from './shared/permission-questions.js';
import { everything, everythingDenied, everythingWithMfa, readReports } from './shared/sample-documents.js';

const given = (document: string) => ({ document, attachments: { count: 1, asBoundary: 0 } });

export default definePolicy({
  id: 'aws-iam-customer-policy-attached-grants-no-admin',
  title: text('Policies in use grant no full administration', 'Políticas em uso não concedem administração total'),
  severity: 'high',
  on: IamPolicy,
  needs: ['document', 'attachments'],
  controls: ['cis-aws-5.0/1.15', 'cis-aws-7.0/2.14', 'fsbp/IAM.1'],
  sameAs: ['prowler/iam_customer_attached_policy_no_administrative_privileges'],
  why: text(
    'Whoever it is attached to owns the whole account, and so does whoever steals their credentials.',
    'Quem a tem anexada é dono da conta inteira, e também quem roubar suas credenciais.',
  ),
  fix: customerPolicyFix(
    adviceOnAdmin,
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: ({ document, attachments }, { base }) => {
    if (base.awsManaged) return notCustomerManaged;
    if (attachments.count === 0) return notAttached;
    return judgeGrants([{ name: base.name, path: 'document', document }], { ...admin, conditional: 'medium' });
  },
  examples: {
    'a narrow policy': { given: given(readReports), outcome: 'pass' },
    'everything on everything': { given: given(everything), outcome: 'fail' },
    'everything with MFA': { given: given(everythingWithMfa), outcome: 'fail' },
    'everything, and denied again': { given: given(everythingDenied), outcome: 'pass' },
    'attached to nobody': {
      given: { document: everything, attachments: { count: 0, asBoundary: 0 } },
      outcome: 'skip',
    },
    'a policy of AWS': { base: { awsManaged: true }, given: given(everything), outcome: 'skip' },
    'could not be read': { given: { ...given(readReports), document: denied }, outcome: 'unknown' },
  },
});
