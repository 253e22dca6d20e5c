import {
  condition,
  crossAccountGrants,
  definePolicy,
  passIf,
  publicGrants,
  readDocument,
  skip,
  text,
} from '@cspmexa/policy-kit';
import { VpcEndpoint } from '@cspmexa/resources';

/** Everything of a service: `*`, or an ARN whose resource part is open. */
const wide = /^(?:not |\*$|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$)/;
const boundToResources = /aws:Resource(?:Account|OrgID|OrgPaths)/i;

const policy = (...statements: object[]) => ({
  policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});
const anyone = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

export default definePolicy({
  id: 'aws-vpc-endpoint-policy-trusts-known-accounts',
  title: text('VPC endpoints admit only known accounts', 'Endpoints de VPC admitem só contas conhecidas'),
  severity: 'medium',
  on: VpcEndpoint,
  needs: ['policy', 'placement'],
  sameAs: [
    'prowler/vpc_endpoint_connections_trust_boundaries',
    'cloudsploit/vpcEndpointCrossAccount',
    'cloudsploit/vpcEndpointExposed',
  ],
  why: text(
    'Through an open endpoint, malware inside the VPC uses credentials of a foreign account to carry data out where no firewall looks.',
    'Por um endpoint aberto, um malware dentro da VPC usa credenciais de outra conta para levar dados para fora, onde nenhum firewall olha.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Endpoints, {{endpointId}}, Manage policy, and admit only principals of your account or organization.',
        'No console da VPC, abra Endpoints, {{endpointId}}, Gerenciar política, e admita só entidades da sua conta ou organização.',
      ),
    ],
    cli: `aws ec2 modify-vpc-endpoint --region {{region}} --vpc-endpoint-id {{endpointId}} --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"{{accountId}}"}}}]}'`,
    terraform: `data "aws_iam_policy_document" "endpoint" {
  statement {
    actions   = ["*"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = ["{{accountId}}"]
    }
  }
}`,
  },
  check: ({ policy: document, placement }, { resource }) => {
    if (/^delet/i.test(placement.state ?? ''))
      return skip(text('The endpoint is gone.', 'O endpoint não existe mais.'));
    if (document === null)
      return skip(text('This type of endpoint has no policy.', 'Este tipo de endpoint não tem política.'));
    const parsed = readDocument(document);
    const options = { ownerAccountId: resource.accountId };
    const open = publicGrants(parsed, options).open.filter(
      ({ resources, conditions }) =>
        resources.some((pattern) => wide.test(pattern)) && !conditions.some((line) => boundToResources.test(line)),
    );
    const foreign = crossAccountGrants(parsed, options).filter(
      ({ outcome, accountId }) => outcome === 'yes' && accountId !== undefined,
    );
    const accounts = [...new Set(foreign.flatMap(({ accountId }) => accountId ?? []))];
    return passIf(
      [
        condition(
          open.length === 0,
          text('Not everyone may use it for everything', 'Nem todos podem usá-lo para tudo'),
          {
            path: 'policy',
            actual: open.map(({ statement, principals, actions, resources, conditions }) => ({
              statement,
              principals,
              actions,
              resources,
              conditions,
            })),
          },
        ),
        condition(accounts.length === 0, text('No other account is named', 'Nenhuma outra conta é citada'), {
          path: 'policy',
          actual: accounts,
        }),
      ],
      open.length > 0
        ? text(
            `Statement ${open[0]?.statement.index} admits everyone to everything.`,
            `A declaração ${open[0]?.statement.index} admite todos a tudo.`,
          )
        : text(
            `Other accounts are admitted: ${accounts.join(', ')}.`,
            `Outras contas são admitidas: ${accounts.join(', ')}.`,
          ),
    );
  },
  examples: {
    'the own account': { outcome: 'pass' },
    'as AWS makes it': { given: policy(anyone), outcome: 'fail' },
    'anyone, written as AWS: *': { given: policy({ ...anyone, Principal: { AWS: '*' } }), outcome: 'fail' },
    'principals of the own account': {
      given: policy({ ...anyone, Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }),
      outcome: 'pass',
    },
    'resources of the own account': {
      given: policy({ ...anyone, Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } } }),
      outcome: 'pass',
    },
    'one bucket only': {
      given: policy({ ...anyone, Action: 's3:GetObject', Resource: 'arn:aws:s3:::example-reports/*' }),
      outcome: 'pass',
    },
    'every bucket': { given: policy({ ...anyone, Action: 's3:*', Resource: 'arn:aws:s3:::*' }), outcome: 'fail' },
    'another account': {
      given: policy({ ...anyone, Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
      outcome: 'fail',
    },
    'an account as a number': {
      given: policy({ ...anyone, Principal: { AWS: ['444455556666', '111122223333'] } }),
      outcome: 'fail',
    },
    'a type without a policy': { given: { policy: null }, outcome: 'skip' },
    deleted: { given: { ...policy(anyone), placement: { subnetIds: [], state: 'deleted' } }, outcome: 'skip' },
    'a policy that cannot be read': { given: { policy: '{' }, outcome: 'unknown' },
  },
});
