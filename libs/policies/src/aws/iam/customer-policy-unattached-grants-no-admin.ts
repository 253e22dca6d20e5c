import { IamPolicy } from '@cspmexa/resources';
import { definePolicy, denied, skip, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { notCustomerManaged } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { adviceOnAdmin } from './shared/inline-policies.js';
import { admin } from './shared/permission-questions.js';
import { everything, everythingDenied, everythingWithMfa, readReports } from './shared/sample-documents.js';

const given = (document: string) => ({ document, attachments: { count: 0, asBoundary: 0 } });
const attached = skip(
  text('The policy is in use: another policy judges it.', 'A política está em uso: outra política a avalia.'),
);

export default definePolicy({
  id: 'aws-iam-customer-policy-unattached-grants-no-admin',
  title: text('No policy for full administration lies ready', 'Nenhuma política de administração total está à espera'),
  severity: 'medium',
  on: IamPolicy,
  needs: ['document', 'attachments'],

  sameAs: ['prowler/iam_customer_unattached_policy_no_administrative_privileges'],
  why: text(
    'One call attaches it, and whoever gets it owns the account: it waits for a mistake.',
    'Uma chamada a anexa, e quem a recebe é dono da conta: ela espera por um engano.',
  ),
  fix: customerPolicyFix(
    adviceOnAdmin,
    '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: ({ document, attachments }, { base }) => {
    if (base.awsManaged) return notCustomerManaged;
    if (attachments.count > 0) return attached;
    return judgeGrants([{ name: base.name, path: 'document', document }], { ...admin, conditional: 'medium' });
  },
  examples: {
    'a narrow policy': { given: given(readReports), outcome: 'pass' },
    'everything on everything': { given: given(everything), outcome: 'fail' },
    'everything with MFA': { given: given(everythingWithMfa), outcome: 'fail' },
    'everything, and denied again': { given: given(everythingDenied), outcome: 'pass' },
    'in use': { given: { document: everything, attachments: { count: 2, asBoundary: 0 } }, outcome: 'skip' },
    'a policy of AWS': { base: { awsManaged: true }, given: given(everything), outcome: 'skip' },
    'could not be read': { given: { ...given(readReports), document: denied }, outcome: 'unknown' },
  },
});
