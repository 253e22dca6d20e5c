import { IamPolicy } from '@cspmexa/resources';
import { condition, definePolicy, denied, fail, skip, text } from '@cspmexa/policy-kit';
import { administratorAccess, isAwsPolicy } from './shared/aws-policies.js';
import { notAttached } from './shared/customer-policy.js';
import { judgeGrants } from './shared/grants.js';
import { admin } from './shared/permission-questions.js';
import { everything } from './shared/sample-documents.js';

/** AdministratorAccess never changes: its ARN says what it grants, even where its document could not be read. */
const byName = fail(
  text(`${administratorAccess} grants ${admin.grants.en}.`, `${administratorAccess} concede ${admin.grants.pt}.`),
  [condition(false, admin.says, { path: 'arn', actual: administratorAccess })],
);
const aws = { arn: 'arn:aws:iam::aws:policy/AdministratorAccess', name: 'AdministratorAccess', awsManaged: true };
const other = { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', name: 'ReadOnlyAccess' };

export default definePolicy({
  id: 'aws-iam-aws-policy-attached-grants-no-admin',
  title: text(
    'AWS policies in use make nobody an administrator',
    'Políticas da AWS em uso não tornam ninguém administrador',
  ),
  severity: 'critical',
  on: IamPolicy,
  needs: ['document', 'attachments'],
  controls: ['cis-aws-5.0/1.15', 'cis-aws-7.0/2.14', 'fsbp/IAM.1'],
  sameAs: ['prowler/iam_aws_attached_policy_no_administrative_privileges'],
  why: text(
    'Whoever it is attached to owns the whole account, and so does whoever steals their credentials.',
    'Quem a tem anexada é dono da conta inteira, e também quem roubar suas credenciais.',
  ),
  fix: {
    steps: [
      text(
        'Open the policy {{name}} in the IAM console, tab Entities attached.',
        'Abra a política {{name}} no console do IAM, aba Entidades anexadas.',
      ),
      text(
        'Attach narrower policies to them and detach this one.',
        'Anexe a elas políticas mais restritas e desanexe esta.',
      ),
    ],
    cli: `aws iam list-entities-for-policy --policy-arn {{arn}}
aws iam detach-role-policy --role-name ROLE --policy-arn {{arn}}`,
  },
  check: (facets, { base }) => {
    const { attachments } = facets;
    if (!base.awsManaged)
      return skip(text('The policy is written by the customer.', 'A política é escrita pelo cliente.'));
    if (attachments.count === 0) return notAttached;
    if (isAwsPolicy(base.arn, administratorAccess)) return byName;
    return judgeGrants([{ name: base.name, path: 'document', document: facets.document }], admin);
  },
  examples: {
    'a narrow policy of AWS': { base: { ...aws, ...other }, outcome: 'pass' },
    'AdministratorAccess in use': { base: aws, given: { document: everything }, outcome: 'fail' },
    'AdministratorAccess that nobody has': {
      base: aws,
      given: { document: everything, attachments: { count: 0, asBoundary: 0 } },
      outcome: 'skip',
    },
    'a policy of the customer': { given: { document: everything }, outcome: 'skip' },
    'AdministratorAccess, its document could not be read': { base: aws, given: { document: denied }, outcome: 'fail' },
    'another policy of AWS that grants everything': {
      base: { ...aws, ...other },
      given: { document: everything },
      outcome: 'fail',
    },
    'another policy of AWS, its document could not be read': {
      base: { ...aws, ...other },
      given: { document: denied },
      outcome: 'unknown',
    },
    'whether it is in use could not be read': { base: aws, given: { attachments: denied }, outcome: 'unknown' },
  },
});
