import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2SecurityGroup, type SecurityGroupRule } from '@cspmexa/resources';
import { blockOf, isPublicBlock } from './network/addresses.js';
import { inboundRules, openRule } from './network/sample-rules.js';
import { count } from '../parameters.js';

const wide = (rules: readonly SecurityGroupRule[], narrowest: number): string[] => [
  ...new Set(
    rules
      .flatMap(({ ipv4 }) => ipv4)
      .filter((cidr) => {
        const block = blockOf(cidr);
        return block?.family === 4 && block.prefix > 0 && block.prefix < narrowest && isPublicBlock(block);
      }),
  ),
];

export default definePolicy({
  id: 'aws-ec2-security-group-no-wide-public-ranges',
  title: text(
    'Security groups name no public IPv4 ranges wider than /{{narrowestPrefix}}',
    'Grupos de segurança não citam faixas IPv4 públicas maiores que /{{narrowestPrefix}}',
  ),
  severity: 'medium',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  sameAs: ['prowler/ec2_securitygroup_allow_wide_open_public_ipv4'],
  why: text(
    'A wide public range belongs to many strangers: anyone who rents an address there gets in.',
    'Uma faixa pública larga pertence a muitos estranhos: quem alugar um endereço nela entra.',
  ),
  fix: {
    steps: [
      text(
        'In the rules of {{groupId}}, replace the wide ranges by the exact addresses of the partner, or by a prefix list that is kept up to date.',
        'Nas regras de {{groupId}}, troque as faixas largas pelos endereços exatos do parceiro ou por uma lista de prefixos mantida em dia.',
      ),
    ],
    cli: `aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[].[SecurityGroupRuleId,IsEgress,IpProtocol,FromPort,ToPort,CidrIpv4]' --output table
aws ec2 modify-security-group-rules --region {{region}} --group-id {{groupId}} --security-group-rules 'SecurityGroupRuleId=RULE_ID,SecurityGroupRule={IpProtocol=tcp,FromPort=443,ToPort=443,CidrIpv4=EXACT_ADDRESS/32}'`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "partner" {
  security_group_id = "{{groupId}}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "203.0.113.10/32"
}`,
  },
  parameters: {
    narrowestPrefix: count(
      text('Shortest prefix that is narrow enough', 'Menor prefixo aceito'),
      text('bits', 'bits'),
      ...([24, { min: 1, max: 32 }] as const),
    ),
  },
  check: ({ rules: { ingress, egress } }, { parameters: { narrowestPrefix } }) => {
    const [inside, outside] = [wide(ingress, narrowestPrefix), wide(egress, narrowestPrefix)];
    const found = [...inside, ...outside].join(', ');
    return passIf(
      [
        condition(
          inside.length === 0,
          text('No inbound rule names a wide public range', 'Nenhuma regra de entrada cita faixa pública larga'),
          {
            path: 'rules.ingress',
            actual: inside,
          },
        ),
        condition(
          outside.length === 0,
          text('No outbound rule names a wide public range', 'Nenhuma regra de saída cita faixa pública larga'),
          {
            path: 'rules.egress',
            actual: outside,
          },
        ),
      ],
      text(`Wide public ranges: ${found}.`, `Faixas públicas largas: ${found}.`),
    );
  },
  examples: {
    'private ranges': {
      given: inboundRules(openRule(443, { ipv4: ['10.0.0.0/8', '172.16.0.0/12'] })),
      outcome: 'pass',
    },
    'one office': { given: inboundRules(openRule(443, { ipv4: ['8.8.8.0/24'] })), outcome: 'pass' },
    'everyone, which other policies judge': { given: inboundRules(openRule(443)), outcome: 'pass' },
    'one office, where single addresses are asked for': {
      given: inboundRules(openRule(443, { ipv4: ['8.8.8.0/24'] })),
      parameters: { narrowestPrefix: 32 },
      outcome: 'fail',
    },
    'half of a provider': { given: inboundRules(openRule(443, { ipv4: ['52.0.0.0/8'] })), outcome: 'fail' },
    'out to a wide range': {
      given: { rules: { ingress: [], egress: [openRule(443, { ipv4: ['8.8.0.0/16'] })] } },
      outcome: 'fail',
    },
  },
});
