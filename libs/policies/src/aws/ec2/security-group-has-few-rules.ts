import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2SecurityGroup, type SecurityGroupRule } from '@cspmexa/resources';
import { openRule } from './network/sample-rules.js';
import { count } from '../parameters.js';

/** As AWS counts them: each source or destination is a rule. */
const countOf = (rules: readonly SecurityGroupRule[]): number =>
  rules.reduce(
    (sum, { ipv4, ipv6, prefixLists, groups }) =>
      sum + Math.max(1, ipv4.length + ipv6.length + prefixLists.length + groups.length),
    0,
  );

const manyRules = Array.from({ length: 51 }, (_, index) => openRule(10_000 + index, { ipv4: ['10.0.0.0/16'] }));
const manySources = openRule(443, { ipv4: Array.from({ length: 51 }, (_, index) => `10.0.${index}.0/24`) });

export default definePolicy({
  id: 'aws-ec2-security-group-has-few-rules',
  title: text(
    'Security groups have at most {{maxRules}} rules each way',
    'Grupos de segurança têm no máximo {{maxRules}} regras em cada sentido',
  ),
  severity: 'low',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  sameAs: ['prowler/ec2_securitygroup_with_many_ingress_egress_rules'],
  why: text(
    'Nobody can review a long list of rules, so a dangerous one hides in it.',
    'Ninguém consegue revisar uma lista longa de regras, e uma perigosa se esconde nela.',
  ),
  fix: {
    steps: [
      text(
        'Move addresses that belong together into a prefix list, and split {{groupId}} by purpose.',
        'Mova endereços relacionados para uma lista de prefixos e divida {{groupId}} por finalidade.',
      ),
    ],
    cli: `aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[].[SecurityGroupRuleId,IsEgress,IpProtocol,FromPort,ToPort,CidrIpv4,Description]' --output table`,
    terraform: `resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 20
  entry {
    cidr        = "203.0.113.10/32"
    description = "Head office"
  }
}`,
  },
  parameters: {
    maxRules: count(text('Most rules each way', 'Máximo de regras por sentido'), text('rules', 'regras'), 50, {
      ...{ min: 1, max: 1_000 },
    }),
  },
  check: ({ rules }, { parameters: { maxRules: most } }) => {
    const [ingress, egress] = [countOf(rules.ingress), countOf(rules.egress)];
    return passIf(
      [
        condition(
          ingress <= most,
          text(`It has at most ${most} inbound rules`, `Tem no máximo ${most} regras de entrada`),
          {
            path: 'rules.ingress',
            actual: ingress,
            expected: most,
          },
        ),
        condition(
          egress <= most,
          text(`It has at most ${most} outbound rules`, `Tem no máximo ${most} regras de saída`),
          {
            path: 'rules.egress',
            actual: egress,
            expected: most,
          },
        ),
      ],
      text(
        `It has ${ingress} inbound and ${egress} outbound rules.`,
        `Tem ${ingress} regras de entrada e ${egress} de saída.`,
      ),
    );
  },
  examples: {
    'two rules': { outcome: 'pass' },
    '51 inbound rules': { given: { rules: { ingress: manyRules, egress: [] } }, outcome: 'fail' },
    '51 inbound rules, where 60 are allowed': {
      given: { rules: { ingress: manyRules, egress: [] } },
      parameters: { maxRules: 60 },
      outcome: 'pass',
    },
    '51 sources of one port': { given: { rules: { ingress: [manySources], egress: [] } }, outcome: 'fail' },
    '51 outbound rules': { given: { rules: { ingress: [], egress: manyRules } }, outcome: 'fail' },
    '50 rules each way': {
      given: { rules: { ingress: manyRules.slice(1), egress: manyRules.slice(1) } },
      outcome: 'pass',
    },
  },
});
