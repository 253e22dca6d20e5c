import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2SecurityGroup } from '@cspmexa/resources';
import { blockOf, isInternetCidrs, isPublicBlock } from './network/addresses.js';
import { isEveryPort, portsOf, speaksOf } from './network/ports.js';
import { transports } from './network/services.js';
import { everythingOpen, inboundRules, openRule } from './network/sample-rules.js';

const isPublic = (cidr: string): boolean => {
  const block = blockOf(cidr);
  return block !== undefined && isPublicBlock(block) && !isInternetCidrs([cidr], block.family);
};

export default definePolicy({
  id: 'aws-ec2-security-group-limits-ports-for-public-addresses',
  title: text(
    'Security groups open no public address every port',
    'Grupos de segurança não abrem todas as portas a um endereço público',
  ),
  severity: 'medium',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  sameAs: ['prowler/ec2_securitygroup_allow_ingress_from_internet_to_any_port_from_ip'],
  why: text(
    'A public address can change hands, and whoever has it then reaches every service behind the group.',
    'Um endereço público pode mudar de dono, e quem o tiver alcança todo serviço atrás do grupo.',
  ),
  fix: {
    steps: [
      text(
        'In the inbound rules of {{groupId}}, name only the ports that the address needs.',
        'Nas regras de entrada de {{groupId}}, indique só as portas de que o endereço precisa.',
      ),
    ],
    cli: `aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[?!IsEgress].[SecurityGroupRuleId,IpProtocol,FromPort,ToPort,CidrIpv4,CidrIpv6]' --output table
aws ec2 modify-security-group-rules --region {{region}} --group-id {{groupId}} --security-group-rules 'SecurityGroupRuleId=RULE_ID,SecurityGroupRule={IpProtocol=tcp,FromPort=443,ToPort=443,CidrIpv4=ADDRESS/32}'`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "partner" {
  security_group_id = "{{groupId}}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "203.0.113.10/32"
}`,
  },
  check: ({ rules: { ingress } }) => {
    const addresses = ingress
      .filter((rule) => transports.some((transport) => speaksOf(rule.protocol, transport)))
      .filter((rule) => isEveryPort([portsOf(rule)]))
      .flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6])
      .filter(isPublic);
    const found = [...new Set(addresses)];
    return passIf(
      [
        condition(
          found.length === 0,
          text('No public address has every port', 'Nenhum endereço público tem todas as portas'),
          {
            path: 'rules.ingress',
            actual: found.slice(0, 10),
          },
        ),
      ],
      text(`Every port is open to ${found.join(', ')}.`, `Todas as portas estão abertas a ${found.join(', ')}.`),
    );
  },
  examples: {
    'inner addresses': {
      given: inboundRules(openRule(null, { protocol: '-1', ipv4: ['10.0.0.0/8'] })),
      outcome: 'pass',
    },
    'one port for a partner': { given: inboundRules(openRule(443, { ipv4: ['8.8.8.8/32'] })), outcome: 'pass' },
    'every port for a partner': {
      given: inboundRules(openRule(null, { protocol: '-1', ipv4: ['8.8.8.8/32'] })),
      outcome: 'fail',
    },
    'every UDP port over IPv6': {
      given: inboundRules(openRule(0, { protocol: 'udp', toPort: 65_535, ipv4: [], ipv6: ['2600:1f1e::/64'] })),
      outcome: 'fail',
    },
    'every ICMP message': {
      given: inboundRules(openRule(-1, { protocol: 'icmp', ipv4: ['8.8.8.8/32'] })),
      outcome: 'pass',
    },
    'everyone, which another policy judges': { given: inboundRules(everythingOpen), outcome: 'pass' },
  },
});
