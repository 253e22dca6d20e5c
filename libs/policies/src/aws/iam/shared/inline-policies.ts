/** Questions about the inline policies of a user, a group or a role: the same for the three kinds. */
import { denied, text, type FixGuide, type Outcome, type Severity, type Text } from '@cspmexa/policy-kit';
import type { Unknown } from '@cspmexa/resources';
import { judgeEscalation } from './escalation.js';
import { inlineSources, judgeGrants, type InlinePolicy } from './grants.js';
import { admin, fullAccess, marketplace } from './permission-questions.js';
import { everything, everythingDenied, everythingWithMfa, granting, readReports } from './sample-documents.js';

type Service = 'cloudtrail' | 'kms';
interface Facets {
  readonly inlinePolicies: readonly InlinePolicy[];
}
interface Example<RowName extends string> {
  readonly given?: { readonly inlinePolicies: InlinePolicy[] | Unknown };
  readonly outcome: Outcome['outcome'];
  readonly fails?: readonly RowName[];
}
type Examples<RowName extends string = never> = Readonly<Record<string, Example<RowName>>>;

/** What policies on the three kinds share. */
interface Shared<RowName extends string = never> {
  readonly severity: Severity;
  readonly why: Text;
  readonly check: (
    facets: Facets,
    context: { readonly row: [RowName] extends [never] ? undefined : { readonly id: RowName } },
  ) => Outcome;
  readonly examples: Examples<RowName>;
}

const named = (name: string, document: string) => ({ inlinePolicies: [{ name, document }] });
const common = {
  'no inline policy': { outcome: 'pass' },
  'one narrow policy': { given: named('reports', readReports), outcome: 'pass' },
  'inline policies could not be read': { given: { inlinePolicies: denied }, outcome: 'unknown' },
  'a document that is not one': { given: named('broken', '{'), outcome: 'unknown' },
} satisfies Examples;

export const inlineAdmin: Shared = {
  severity: 'critical',
  why: text(
    'Whoever gets its credentials owns the account, and inline policies escape the reviews of managed ones.',
    'Quem obtém suas credenciais é dono da conta, e políticas embutidas escapam das revisões das gerenciadas.',
  ),
  check: ({ inlinePolicies }) => judgeGrants(inlineSources(inlinePolicies), { ...admin, conditional: 'high' }),
  examples: {
    ...common,
    'everything on everything': { given: named('all', everything), outcome: 'fail' },
    'everything with MFA': { given: named('all', everythingWithMfa), outcome: 'fail' },
    'everything, and denied again': { given: named('all', everythingDenied), outcome: 'pass' },
    'everything of one service': { given: named('storage', granting('s3:*')), outcome: 'pass' },
    'one narrow policy and one for everything': {
      given: {
        inlinePolicies: [...named('reports', readReports).inlinePolicies, ...named('all', everything).inlinePolicies],
      },
      outcome: 'fail',
    },
  },
};

export const inlineEscalation: Shared = {
  severity: 'high',
  why: text(
    'A few permissions of IAM are enough to take all the others: the policy looks small and is not.',
    'Poucas permissões do IAM bastam para tomar todas as outras: a política parece pequena e não é.',
  ),
  check: ({ inlinePolicies }) => judgeEscalation(inlineSources(inlinePolicies)),
  examples: {
    ...common,
    'rewrites managed policies': { given: named('policies', granting('iam:CreatePolicyVersion')), outcome: 'fail' },
    'two policies that are harmless alone': {
      given: {
        inlinePolicies: [
          { name: 'pass', document: granting('iam:PassRole') },
          { name: 'start', document: granting('ec2:RunInstances') },
        ],
      },
      outcome: 'fail',
    },
    'passes one role only': {
      given: named('deploy', granting('iam:PassRole', 'arn:aws:iam::111122223333:role/web')),
      outcome: 'pass',
    },
    'an administrator': { given: named('all', everything), outcome: 'skip' },
  },
};

export const inlineFullAccess: Shared<Service> = {
  severity: 'high',
  why: text(
    'Full access to CloudTrail hides an attack; full access to KMS opens or destroys everything that its keys protect.',
    'Acesso total ao CloudTrail esconde um ataque; ao KMS, abre ou destrói tudo o que as chaves protegem.',
  ),
  check: ({ inlinePolicies }, { row }) => judgeGrants(inlineSources(inlinePolicies), fullAccess(row.id)),
  examples: {
    ...common,
    'every action of KMS': { given: named('keys', granting('kms:*')), outcome: 'fail', fails: ['kms'] },
    'every action of CloudTrail': {
      given: named('trails', granting('cloudtrail:*')),
      outcome: 'fail',
      fails: ['cloudtrail'],
    },
    'every action on one key': {
      given: named('keys', granting('kms:*', 'arn:aws:kms:sa-east-1:111122223333:key/1')),
      outcome: 'pass',
    },
    'reads trails': { given: named('trails', granting(['cloudtrail:Get*', 'cloudtrail:List*'])), outcome: 'pass' },
  },
};

export const inlineMarketplace: Shared = {
  severity: 'medium',
  why: text(
    'Any product can be bought for the account: costs, and software of strangers inside it.',
    'Qualquer produto pode ser comprado para a conta: custos e software de estranhos dentro dela.',
  ),
  check: ({ inlinePolicies }) => judgeGrants(inlineSources(inlinePolicies), marketplace),
  examples: {
    ...common,
    'subscribes to anything': { given: named('shop', granting('aws-marketplace:Subscribe')), outcome: 'fail' },
    'subscribes to one product': {
      given: named(
        'shop',
        granting(
          'aws-marketplace:Subscribe',
          'arn:aws:aws-marketplace:us-east-1:111122223333:AWSMarketplace/SaaSProduct/prod-1',
        ),
      ),
      outcome: 'pass',
    },
    'looks at subscriptions': { given: named('shop', granting('aws-marketplace:ViewSubscriptions')), outcome: 'pass' },
  },
};

/** How to put the inline policies of a kind right; `advice` says what to change in the document. */
export const inlineFix = (noun: 'user' | 'group' | 'role', advice: Text): FixGuide => ({
  steps: [
    text(
      'Open {{name}} in the IAM console, tab Permissions, and edit the inline policy that the finding names.',
      'Abra {{name}} no console do IAM, aba Permissões, e edite a política embutida que o achado cita.',
    ),
    advice,
  ],
  cli: `# replace the document with a narrower one
aws iam put-${noun}-policy --${noun}-name {{name}} --policy-name POLICY --policy-document file://policy.json
# or remove it
aws iam delete-${noun}-policy --${noun}-name {{name}} --policy-name POLICY`,
  terraform: `resource "aws_iam_${noun}_policy" "this" {
  name = "POLICY"
  ${noun.padEnd(4)} = "{{name}}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:aws:s3:::BUCKET/*"]
    }]
  })
}`,
});

export const adviceOnAdmin = text(
  'Grant the actions and resources that are used, and no more.',
  'Conceda só as ações e os recursos usados.',
);
export const adviceOnEscalation = text(
  'Limit the actions that the finding names to the roles, users and policies that are meant.',
  'Limite as ações citadas no achado às funções, aos usuários e às políticas pretendidos.',
);
export const adviceOnFullAccess = text(
  'Replace the wildcard by the actions that are used, on named keys and trails.',
  'Troque o curinga pelas ações usadas, em chaves e trilhas nomeadas.',
);
export const adviceOnMarketplace = text(
  'Name the products that may be bought, or leave aws-marketplace:Subscribe to the buyers.',
  'Nomeie os produtos que podem ser comprados, ou deixe aws-marketplace:Subscribe a quem compra.',
);
