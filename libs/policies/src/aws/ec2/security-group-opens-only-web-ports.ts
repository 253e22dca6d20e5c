import { condition, definePolicy, pass, passIf, sample, text } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Ec2SecurityGroup } from '@cspmexa/resources';
import { interfacesByGroup } from '../indexes.js';
import type { Family } from './network/addresses.js';
import { describePorts, withoutPorts } from './network/ports.js';
import { everythingOpen, inboundRules, openRule } from './network/sample-rules.js';
import { internetPorts, rulesThatOpen } from './network/security-group.js';
import { transports } from './network/services.js';

const authorized = { tcp: [80, 443], udp: [443] } as const;
const families: readonly Family[] = [4, 6];

/** Interfaces that AWS keeps for services whose purpose is to listen to others. */
const publicByPurpose =
  /^(amazon-elb|amazon-aws|api_gateway_managed|network_load_balancer|gateway_load_balancer.*|load_balancer|vpc_endpoint)$/;

export default definePolicy({
  id: 'aws-ec2-security-group-opens-only-web-ports',
  title: text(
    'Security groups open only web ports to the internet',
    'Grupos de segurança abrem só portas web para a internet',
  ),
  severity: 'high',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  reads: { interfaces: interfacesByGroup },
  controls: ['fsbp/EC2.18'],
  sameAs: [
    'prowler/ec2_securitygroup_allow_ingress_from_internet_to_any_port',
    'cloudsploit/allowedCustomPorts',
    'cloudsploit/openCustomPorts',
  ],
  why: text(
    'Each port that answers to everyone is one more program that strangers can attack. Most services need only 80 and 443.',
    'Cada porta que responde a todos é mais um programa que estranhos podem atacar. A maioria dos serviços precisa só de 80 e 443.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, open Security Groups, {{groupId}}, Edit inbound rules.',
        'No console do EC2, abra Grupos de segurança, {{groupId}}, Editar regras de entrada.',
      ),
      text(
        'Limit every rule but 80 and 443 to the addresses or groups that need it, or put a load balancer in front.',
        'Limite toda regra, exceto 80 e 443, aos endereços ou grupos que precisam dela, ou ponha um balanceador na frente.',
      ),
    ],
    cli: `aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[?!IsEgress].[SecurityGroupRuleId,IpProtocol,FromPort,ToPort,CidrIpv4,CidrIpv6]' --output table
aws ec2 revoke-security-group-ingress --region {{region}} --group-id {{groupId}} --security-group-rule-ids RULE_ID`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = "{{groupId}}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}`,
  },
  check: ({ rules: { ingress } }, { base, related }) => {
    const open = families.flatMap((family) =>
      transports
        .map((transport) => ({
          transport,
          family,
          ports: withoutPorts(internetPorts(ingress, transport, family), authorized[transport]),
        }))
        .filter(({ ports }) => ports.length > 0),
    );
    const says = text('The internet reaches only TCP 80 and 443', 'A internet alcança só TCP 80 e 443');
    const seen = open.map(({ transport, family, ports }) => ({
      transport,
      family: `IPv${family}`,
      ports: describePorts(ports),
      rules: rulesThatOpen(ingress, transport, family, ports),
    }));
    const looked = condition(open.length === 0, says, { path: 'rules.ingress', actual: seen });
    if (open.length === 0) return pass(looked);
    const interfaces = related.interfaces.of(base.groupId);
    const ofServices = interfaces.filter(({ facets: { attachment } }) =>
      [attachment.managedBy, attachment.type].some((owner) => publicByPurpose.test(owner ?? '')),
    );
    if (interfaces.length > 0 && ofServices.length === interfaces.length)
      return pass(
        condition(true, text('Only load balancers and endpoints use it', 'Só balanceadores e endpoints o usam'), {
          actual: ofServices.slice(0, 5).map(({ base: theirs }) => theirs.interfaceId),
        }),
      );
    const named = seen
      .map(({ transport, family, ports }) => `${transport.toUpperCase()} ${ports} (${family})`)
      .join('; ');
    return passIf([looked], text(`Open to the internet: ${named}.`, `Aberto para a internet: ${named}.`));
  },
  examples: {
    'inner addresses only': { outcome: 'pass' },
    'a web server': { given: inboundRules(openRule(80), openRule(443, { ipv6: ['::/0'] })), outcome: 'pass' },
    'HTTP/3': { given: inboundRules(openRule(443, { protocol: 'udp' })), outcome: 'pass' },
    'a port of its own': { given: inboundRules(openRule(8443)), outcome: 'fail' },
    'a range around the web ports': { given: inboundRules(openRule(79, { toPort: 444 })), outcome: 'fail' },
    'everything open': { given: inboundRules(everythingOpen), outcome: 'fail' },
    'a load balancer on a port of its own': {
      given: inboundRules(openRule(8443)),
      others: [
        sample(Ec2NetworkInterface, {
          facets: {
            attachment: {
              status: 'in-use',
              type: 'interface',
              instanceId: null,
              managedBy: 'amazon-elb',
              publicIp: null,
            },
          },
        }),
      ],
      outcome: 'pass',
    },
    'an instance on a port of its own': {
      given: inboundRules(openRule(8443)),
      others: [sample(Ec2NetworkInterface)],
      outcome: 'fail',
    },
    'users unknown, but nothing is open': { unlisted: [Ec2NetworkInterface], outcome: 'pass' },
    'users unknown': { given: inboundRules(openRule(8443)), unlisted: [Ec2NetworkInterface], outcome: 'unknown' },
  },
});
