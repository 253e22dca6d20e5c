import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { Ec2SecurityGroup } from '@cspmexa/resources';
import { openRule } from './network/sample-rules.js';

export default definePolicy({
  id: 'aws-ec2-default-security-group-restricts-traffic',
  title: text('Default security groups allow no traffic', 'Grupos de segurança padrão não permitem tráfego'),
  severity: 'high',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  controls: ['cis-aws-5.0/5.5', 'cis-aws-7.0/6.5', 'fsbp/EC2.2'],
  sameAs: ['prowler/ec2_securitygroup_default_restrict_traffic', 'cloudsploit/defaultSecurityGroup'],
  why: text(
    'A resource that is started without naming a group lands in this one. Its rules then apply to things that nobody meant to connect.',
    'Um recurso criado sem indicar grupo cai neste. Suas regras passam a valer para coisas que ninguém quis conectar.',
  ),
  fix: {
    steps: [
      text(
        'Give the resources that use {{groupId}} a group of their own, then delete all its inbound and outbound rules.',
        'Dê um grupo próprio aos recursos que usam {{groupId}} e depois exclua todas as suas regras de entrada e saída.',
      ),
    ],
    cli: `aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[].[SecurityGroupRuleId,IsEgress]' --output text
aws ec2 revoke-security-group-ingress --region {{region}} --group-id {{groupId}} --security-group-rule-ids RULE_ID
aws ec2 revoke-security-group-egress --region {{region}} --group-id {{groupId}} --security-group-rule-ids RULE_ID`,
    terraform: `resource "aws_default_security_group" "default" {
  vpc_id = "{{vpcId}}" # without ingress and egress blocks every rule is removed
}`,
  },
  check: ({ rules }, { base }) => {
    if (base.groupName !== 'default') return skip(text('Not a default group.', 'Não é um grupo padrão.'));
    const { ingress, egress } = rules;
    return passIf(
      [
        condition(ingress.length === 0, text('It has no inbound rules', 'Não tem regras de entrada'), {
          path: 'rules.ingress',
          actual: ingress.length,
          expected: 0,
        }),
        condition(egress.length === 0, text('It has no outbound rules', 'Não tem regras de saída'), {
          path: 'rules.egress',
          actual: egress.length,
          expected: 0,
        }),
      ],
      text(
        `The default group has ${ingress.length} inbound and ${egress.length} outbound rules.`,
        `O grupo padrão tem ${ingress.length} regras de entrada e ${egress.length} de saída.`,
      ),
    );
  },
  examples: {
    'no rules': { base: { groupName: 'default' }, given: { rules: { ingress: [], egress: [] } }, outcome: 'pass' },
    'as AWS makes it': {
      base: { groupName: 'default' },
      given: {
        rules: {
          ingress: [
            openRule(null, { protocol: '-1', ipv4: [], groups: [{ groupId: 'sg-0a1b2c3d', accountId: null }] }),
          ],
          egress: [openRule(null, { protocol: '-1' })],
        },
      },
      outcome: 'fail',
    },
    'outbound only': {
      base: { groupName: 'default' },
      given: { rules: { ingress: [], egress: [openRule(null, { protocol: '-1' })] } },
      outcome: 'fail',
    },
    'another group': { outcome: 'skip' },
  },
});
