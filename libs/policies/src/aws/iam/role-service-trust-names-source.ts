import { IamRole } from '@cspmexa/resources';
import { definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';
import { named, trustConditions, trustOf } from './shared/role-trust.js';
import { trustSample } from './shared/sample-trust.js';
import { isServiceLinked } from './shared/service-linked-role.js';

const says = text(
  'The service may use the role only for a named account or resource',
  'O serviço só pode usar a função para uma conta ou um recurso nomeado',
);
const scheduler = { Service: 'scheduler.amazonaws.com' };

export default definePolicy({
  id: 'aws-iam-role-service-trust-names-source',
  title: text('Roles for services name the source', 'Funções para serviços nomeiam a origem'),
  severity: 'high',
  on: IamRole,
  needs: ['trustPolicy'],
  sameAs: ['prowler/iam_role_cross_service_confused_deputy_prevention'],
  why: text(
    'Without a source, a stranger can point the same AWS service, from another account, at your role and have it work for him.',
    'Sem origem, um estranho pode, de outra conta, apontar o mesmo serviço da AWS para a sua função e fazê-la trabalhar para ele.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Roles, {{name}}, Trust relationships, and choose Edit trust policy.',
        'Abra IAM, Funções, {{name}}, Relações de confiança, e escolha Editar política de confiança.',
      ),
      text(
        'Add a condition: aws:SourceAccount equals {{accountId}}, and aws:SourceArn where one resource uses the role.',
        'Adicione uma condição: aws:SourceAccount igual a {{accountId}}, e aws:SourceArn quando um só recurso usa a função.',
      ),
    ],
    cli: `# add to the statement in trust.json: "Condition":{"StringEquals":{"aws:SourceAccount":"{{accountId}}"}}
aws iam get-role --role-name {{name}} --query Role.AssumeRolePolicyDocument > trust.json
aws iam update-assume-role-policy --role-name {{name}} --policy-document file://trust.json`,
    terraform: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["SERVICE.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["{{accountId}}"]
    }
  }
}`,
  },
  // Prowler reports every service. A service that does not pass its source, such as EC2, could no longer assume a role that
  // asks for one: following the advice would break the workload, so only services known to pass it are reported here.
  check: ({ trustPolicy }, { base, resource }) => {
    if (isServiceLinked(base))
      return skip(text('AWS writes its trust policy.', 'A AWS escreve a política de confiança dela.'));
    const grants = trustOf(trustPolicy, resource).filter(({ kind }) => kind === 'service');
    if (grants.length === 0)
      return skip(text('No service may assume the role.', 'Nenhum serviço pode assumir a função.'));
    const bare = grants.filter(({ weakness }) => weakness === 'confused-deputy');
    return passIf(
      trustConditions(grants, says, (grant) => !bare.includes(grant)),
      text(
        `No condition on aws:SourceAccount or aws:SourceArn ties these services to this account: ${named(bare)}.`,
        `Nenhuma condição em aws:SourceAccount ou aws:SourceArn liga estes serviços a esta conta: ${named(bare)}.`,
      ),
    );
  },
  examples: {
    'EC2, which does not pass its source': {
      given: { trustPolicy: trustSample({ principal: { Service: 'ec2.amazonaws.com' } }) },
      outcome: 'pass',
    },
    'a service that passes it': { given: { trustPolicy: trustSample({ principal: scheduler }) }, outcome: 'fail' },
    'one of two services': {
      given: {
        trustPolicy: trustSample({ principal: { Service: ['ec2.amazonaws.com', 'cloudtrail.amazonaws.com'] } }),
      },
      outcome: 'fail',
    },
    'for this account': {
      given: {
        trustPolicy: trustSample({
          principal: scheduler,
          condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        }),
      },
      outcome: 'pass',
    },
    'for a resource of this account': {
      given: {
        trustPolicy: trustSample({
          principal: { Service: 'cloudtrail.amazonaws.com' },
          condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111122223333:trail/*' } },
        }),
      },
      outcome: 'pass',
    },
    'for a resource of any account': {
      given: {
        trustPolicy: trustSample({
          principal: { Service: 'cloudtrail.amazonaws.com' },
          condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } },
        }),
      },
      outcome: 'fail',
    },
    'no service at all': {
      given: { trustPolicy: trustSample({ principal: { AWS: 'arn:aws:iam::111122223333:root' } }) },
      outcome: 'skip',
    },
    'a service-linked role': { base: { path: '/aws-service-role/support.amazonaws.com/' }, outcome: 'skip' },
    'it could not be read': { given: { trustPolicy: denied }, outcome: 'unknown' },
  },
});
