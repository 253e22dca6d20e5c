import { IamRole } from '@cspmexa/resources';
import { definePolicy, denied, passIf, skip, text, type TrustGrant } from '@cspmexa/policy-kit';
import { named, trustConditions, trustOf } from './shared/role-trust.js';
import { trustSample } from './shared/sample-trust.js';
import { isServiceLinked } from './shared/service-linked-role.js';

type Provider = 'oidc' | 'saml' | 'cognito';
type TrustWeakness = NonNullable<TrustGrant['weakness']>;
const cognito = 'cognito-identity.amazonaws.com';

const providerOf = ({ kind, principal }: TrustGrant): Provider | undefined => {
  if (kind === 'saml') return 'saml';
  if (kind !== 'oidc') return undefined;
  return principal === cognito ? 'cognito' : 'oidc';
};

/** What each row looks at: grants to one sort of provider, and the weakness that fails it. */
const looks: Readonly<Record<string, { readonly provider: Provider; readonly weakness: TrustWeakness }>> = {
  subject: { provider: 'oidc', weakness: 'oidc-no-subject' },
  narrowSubject: { provider: 'oidc', weakness: 'oidc-broad-subject' },
  audience: { provider: 'oidc', weakness: 'oidc-no-audience' },
  saml: { provider: 'saml', weakness: 'saml-no-audience' },
  pool: { provider: 'cognito', weakness: 'cognito-no-audience' },
  guests: { provider: 'cognito', weakness: 'cognito-unauthenticated' },
};

const byToken = (host: string, asked?: Readonly<Record<string, unknown>>): string =>
  trustSample({
    principal: { Federated: host === cognito ? host : `arn:aws:iam::111122223333:oidc-provider/${host}` },
    action: 'sts:AssumeRoleWithWebIdentity',
    ...(asked && { condition: asked }),
  });
const github = 'token.actions.githubusercontent.com';
const audience = { [`${github}:aud`]: 'sts.amazonaws.com' };
const bySaml = (asked?: Readonly<Record<string, unknown>>): string =>
  trustSample({
    principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corporate' },
    action: 'sts:AssumeRoleWithSAML',
    ...(asked && { condition: asked }),
  });

export default definePolicy({
  id: 'aws-iam-role-federation-is-narrow',
  title: text(
    'Roles for identity providers say who may come in',
    'Funções para provedores de identidade dizem quem pode entrar',
  ),
  severity: 'high',
  on: IamRole,
  needs: ['trustPolicy'],
  why: text(
    'GitHub, GitLab and others give tokens to everybody. A role that does not ask for a subject lets a stranger’s pipeline in.',
    'GitHub, GitLab e outros dão tokens a todos. Uma função que não exige um sujeito deixa entrar o pipeline de um estranho.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, {{name}}, Trust relationships, and choose Edit trust policy.',
        'Abra IAM, Funções, {{name}}, Relações de confiança, e escolha Editar política de confiança.',
      ),
      text(
        'Add conditions on the token: its audience, and its subject down to the repository or service account.',
        'Adicione condições sobre o token: a audiência, e o sujeito até o repositório ou a conta de serviço.',
      ),
    ],
    cli: `# add to the statement in trust.json: "Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"repo:ORG/REPOSITORY:ref:refs/heads/main"}}
aws iam get-role --role-name {{name}} --query Role.AssumeRolePolicyDocument > trust.json
aws iam update-assume-role-policy --role-name {{name}} --policy-document file://trust.json`,
    terraform: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::{{accountId}}:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:ORG/REPOSITORY:ref:refs/heads/main"]
    }
  }
}`,
  },
  rows: {
    subject: {
      title: text(
        'Tokens of shared providers need a subject',
        'Tokens de provedores compartilhados precisam de um sujeito',
      ),
      severity: 'high',
    },
    narrowSubject: {
      title: text('The subject names one customer of the provider', 'O sujeito nomeia um cliente do provedor'),
      severity: 'high',
    },
    audience: {
      title: text('Tokens need an audience or a subject', 'Tokens precisam de uma audiência ou de um sujeito'),
      severity: 'medium',
    },
    saml: {
      title: text('SAML assertions need an audience', 'Asserções SAML precisam de uma audiência'),
      severity: 'medium',
    },
    pool: {
      title: text('Cognito identities need a pool', 'Identidades do Cognito precisam de um grupo'),
      severity: 'high',
    },
    guests: {
      title: text('Guests of a Cognito pool stay out', 'Convidados de um grupo do Cognito ficam de fora'),
      severity: 'medium',
    },
  },
  check: ({ trustPolicy }, { base, resource, row }) => {
    const look = looks[row.id];
    if (look === undefined || isServiceLinked(base))
      return skip(text('AWS writes its trust policy.', 'A AWS escreve a política de confiança dela.'));
    const grants = trustOf(trustPolicy, resource).filter((grant) => providerOf(grant) === look.provider);
    if (grants.length === 0)
      return skip(
        text('No such identity provider is trusted.', 'Nenhum provedor de identidade desse tipo é confiável aqui.'),
      );
    const weak = grants.filter(({ weakness }) => weakness === look.weakness);
    return passIf(
      trustConditions(grants, row.title, (grant) => !weak.includes(grant)),
      text(`Not so: ${row.title.en}: ${named(weak)}.`, `Não é o caso: ${row.title.pt}: ${named(weak)}.`),
    );
  },
  examples: {
    'no identity provider': { outcome: 'skip' },
    'GitHub, any repository': {
      given: { trustPolicy: byToken(github, { StringEquals: audience }) },
      outcome: 'fail',
      fails: ['subject'],
    },
    'GitHub, every subject': {
      given: { trustPolicy: byToken(github, { StringEquals: audience, StringLike: { [`${github}:sub`]: '*' } }) },
      outcome: 'fail',
      fails: ['subject'],
    },
    'GitHub, names with a prefix': {
      given: {
        trustPolicy: byToken(github, { StringEquals: audience, StringLike: { [`${github}:sub`]: 'repo:octo*' } }),
      },
      outcome: 'fail',
      fails: ['narrowSubject'],
    },
    'GitHub, the repositories of one organisation': {
      given: {
        trustPolicy: byToken(github, { StringEquals: audience, StringLike: { [`${github}:sub`]: 'repo:octo/*' } }),
      },
      outcome: 'pass',
      fails: [],
    },
    'a provider of ours, any audience': {
      given: { trustPolicy: byToken('login.example.com') },
      outcome: 'fail',
      fails: ['audience'],
    },
    'a provider of ours, for one audience': {
      given: { trustPolicy: byToken('login.example.com', { StringEquals: { 'login.example.com:aud': 'app' } }) },
      outcome: 'pass',
    },
    'SAML, any audience': { given: { trustPolicy: bySaml() }, outcome: 'fail', fails: ['saml'] },
    'SAML, for the console': {
      given: { trustPolicy: bySaml({ StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }) },
      outcome: 'pass',
    },
    'Cognito, any pool': { given: { trustPolicy: byToken(cognito) }, outcome: 'fail', fails: ['pool'] },
    'Cognito, guests': {
      given: {
        trustPolicy: byToken(cognito, {
          StringEquals: { [`${cognito}:aud`]: 'sa-east-1:1' },
          'ForAnyValue:StringLike': { [`${cognito}:amr`]: 'unauthenticated' },
        }),
      },
      outcome: 'fail',
      fails: ['guests'],
    },
    'a service-linked role': { base: { path: '/aws-service-role/support.amazonaws.com/' }, outcome: 'skip' },
    'it could not be read': { given: { trustPolicy: denied }, outcome: 'unknown' },
  },
});
