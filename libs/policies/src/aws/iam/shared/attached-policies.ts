/** Policies of AWS that grant too much, attached to a user, a group or a role: the same for the three kinds. */
import {
  condition,
  denied,
  passIf,
  text,
  type FixGuide,
  type Outcome,
  type Severity,
  type Text,
} from '@cspmexa/policy-kit';
import type { Unknown } from '@cspmexa/resources';
import { administratorAccess, isAwsPolicy } from './aws-policies.js';

interface AttachedPolicy {
  readonly name: string;
  readonly arn: string;
}
interface Facets {
  readonly attachedPolicies: readonly AttachedPolicy[];
}
interface Example {
  readonly given?: { readonly attachedPolicies: AttachedPolicy[] | Unknown };
  readonly outcome: Outcome['outcome'];
}

/** What policies on the three kinds share. */
interface Shared {
  readonly severity: Severity;
  readonly why: Text;
  readonly check: (facets: Facets) => Outcome;
  readonly examples: Readonly<Record<string, Example>>;
}

const attached = (name: string, account = 'aws', partition = 'aws') => ({
  attachedPolicies: [{ name, arn: `arn:${partition}:iam::${account}:policy/${name}` }],
});

/** Fails where the policy of AWS with that name is attached. Its ARN says what it grants: no document is needed. */
const without = (awsPolicy: string, severity: Severity, why: Text): Shared => ({
  severity,
  why,
  check: ({ attachedPolicies }) =>
    passIf(
      [
        condition(
          !attachedPolicies.some(({ arn }) => isAwsPolicy(arn, awsPolicy)),
          text(`${awsPolicy} is not attached`, `${awsPolicy} não está anexada`),
          { path: 'attachedPolicies', actual: attachedPolicies.map(({ arn }) => arn) },
        ),
      ],
      text(`The AWS policy ${awsPolicy} is attached.`, `A política ${awsPolicy} da AWS está anexada.`),
    ),
  examples: {
    'nothing is attached': { given: { attachedPolicies: [] }, outcome: 'pass' },
    'a narrower policy of AWS': { given: attached('ReadOnlyAccess'), outcome: 'pass' },
    'it is attached': { given: attached(awsPolicy), outcome: 'fail' },
    'it is attached in another partition': { given: attached(awsPolicy, 'aws', 'aws-us-gov'), outcome: 'fail' },
    'a policy of the customer with the same name': { given: attached(awsPolicy, '111122223333'), outcome: 'pass' },
    'attached policies could not be read': { given: { attachedPolicies: denied }, outcome: 'unknown' },
  },
});

/** No AdministratorAccess. */
export const withoutAdministratorAccess = (severity: Severity): Shared =>
  without(
    administratorAccess,
    severity,
    text(
      'Whoever gets its credentials owns the whole account.',
      'Quem obtém suas credenciais é dono da conta inteira.',
    ),
  );

/** No AWSCloudShellFullAccess. */
export const withoutCloudShell: Shared = without(
  'AWSCloudShellFullAccess',
  'medium',
  text(
    'A shell with internet access and file transfer, inside the console, is an easy way to carry data out.',
    'Um terminal com internet e transferência de arquivos, dentro do console, é um caminho fácil para levar dados embora.',
  ),
);

/** How to detach a policy of AWS. */
export const detachFix = (noun: 'user' | 'group' | 'role', awsPolicy: string, advice: Text): FixGuide => ({
  steps: [
    advice,
    text(
      `Open {{name}} in the IAM console, tab Permissions, and remove ${awsPolicy}.`,
      `Abra {{name}} no console do IAM, aba Permissões, e remova ${awsPolicy}.`,
    ),
  ],
  cli: `aws iam detach-${noun}-policy --${noun}-name {{name}} --policy-arn arn:aws:iam::aws:policy/${awsPolicy}`,
  terraform: `# leave ${awsPolicy} out of what is attached
resource "aws_iam_${noun}_policy_attachment" "this" {
  ${noun.padEnd(10)} = "{{name}}"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`,
});

export const adviceOnAdministrators = text(
  'Attach a policy that grants what is used; IAM Access Analyzer drafts one from CloudTrail.',
  'Anexe uma política com o que é usado; o IAM Access Analyzer gera uma a partir do CloudTrail.',
);
export const adviceOnCloudShell = text(
  'If the shell is needed, attach a policy without cloudshell:GetFileDownloadUrls and cloudshell:GetFileUploadUrls.',
  'Se o terminal é necessário, anexe uma política sem cloudshell:GetFileDownloadUrls e cloudshell:GetFileUploadUrls.',
);
