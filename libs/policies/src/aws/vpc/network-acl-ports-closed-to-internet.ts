import { condition, definePolicy, passIf, text, type Row } from '@cspmexa/policy-kit';
import { VpcNetworkAcl } from '@cspmexa/resources';
import type { Family } from '../ec2/network/addresses.js';
import { admitsEveryPort, admitsInternet, deciding } from '../ec2/network/network-acl.js';
import { aclEntry } from '../ec2/network/sample-rules.js';

interface AclRow extends Row {
  /** null: every port. */
  readonly port: number | null;
}

const families: readonly Family[] = [4, 6];

const portRow = (name: string, port: number, sameAs: AclRow['sameAs'] & object): AclRow => ({
  title: text(
    `${name} (TCP ${port}) is not let in from the internet`,
    `${name} (TCP ${port}) não entra a partir da internet`,
  ),
  severity: 'medium',
  port,
  sameAs,
  impliedBy: 'all',
});

const rows = {
  all: {
    title: text('Not every port is let in from the internet', 'Nem toda porta entra a partir da internet'),
    severity: 'medium',
    port: null,
    sameAs: [
      'prowler/ec2_networkacl_allow_ingress_any_port',
      'prowler/ec2_networkacl_allow_ingress_tcp_port_22',
      'prowler/ec2_networkacl_allow_ingress_tcp_port_3389',
      'cloudsploit/networkAclInboundTraffic',
    ],
  } satisfies AclRow as AclRow,
  ssh: portRow('SSH', 22, ['prowler/ec2_networkacl_allow_ingress_tcp_port_22']),
  rdp: portRow('RDP', 3389, ['prowler/ec2_networkacl_allow_ingress_tcp_port_3389']),
};

const tcp = (port: number) => ({ protocol: '6', fromPort: port, toPort: port });

export default definePolicy({
  id: 'aws-vpc-network-acl-ports-closed-to-internet',
  title: text(
    'Network ACLs keep remote administration from the internet out',
    'ACLs de rede barram a administração remota vinda da internet',
  ),
  severity: 'medium',
  on: VpcNetworkAcl,
  needs: ['entries'],
  controls: ['cis-aws-5.0/5.2', 'cis-aws-7.0/6.2', 'fsbp/EC2.21'],
  rows,
  why: text(
    'The network ACL is the second wall: if it lets everyone in to SSH or RDP, one careless security group is enough to expose a server.',
    'A ACL de rede é o segundo muro: se ela deixa todos chegarem ao SSH ou RDP, um grupo de segurança descuidado basta para expor um servidor.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Network ACLs, {{aclId}}, Edit inbound rules.',
        'No console da VPC, abra ACLs de rede, {{aclId}}, Editar regras de entrada.',
      ),
      text(
        'Before the rule that allows everything, add rules with lower numbers that deny TCP 22 and 3389 from 0.0.0.0/0 and ::/0, or allow only the ports in use.',
        'Antes da regra que permite tudo, adicione regras de número menor que neguem TCP 22 e 3389 de 0.0.0.0/0 e ::/0, ou permita só as portas em uso.',
      ),
    ],
    cli: `aws ec2 create-network-acl-entry --region {{region}} --network-acl-id {{aclId}} --ingress --rule-number 10 --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
aws ec2 create-network-acl-entry --region {{region}} --network-acl-id {{aclId}} --ingress --rule-number 11 --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny`,
    terraform: `resource "aws_network_acl_rule" "deny_ssh" {
  network_acl_id = "{{aclId}}"
  rule_number    = 10
  egress         = false
  protocol       = "tcp"
  rule_action    = "deny"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}`,
  },
  check: ({ entries }, { row: { port } }) => {
    const open = families.filter((family) =>
      port === null ? admitsEveryPort(entries, family) : admitsInternet(entries, 'tcp', port, family),
    );
    const conditions = families.map((family) => {
      const holds = !open.includes(family);
      const shown = deciding(entries, 'tcp', port ?? 1, family).slice(-5);
      return condition(holds, text(`The IPv${family} internet is kept out`, `A internet IPv${family} é barrada`), {
        path: 'entries',
        actual: shown,
      });
    });
    const numbers = open.flatMap((family) => deciding(entries, 'tcp', port ?? 1, family).at(-1)?.number ?? []);
    const what = port === null ? { en: 'every port', pt: 'todas as portas' } : { en: `TCP ${port}`, pt: `TCP ${port}` };
    return passIf(
      conditions,
      text(
        `Entry ${numbers.join(', ')} lets the internet in to ${what.en}.`,
        `A entrada ${numbers.join(', ')} deixa a internet chegar a ${what.pt}.`,
      ),
    );
  },
  examples: {
    'inner addresses only': { outcome: 'pass', fails: [] },
    'as AWS makes the default ACL': {
      given: { entries: [aclEntry(100), aclEntry(32_767, { allow: false })] },
      outcome: 'fail',
      fails: ['all'],
    },
    'SSH and RDP denied before everything is allowed': {
      given: {
        entries: [
          aclEntry(100),
          aclEntry(10, { allow: false, ...tcp(22) }),
          aclEntry(11, { allow: false, ...tcp(3389) }),
        ],
      },
      outcome: 'pass',
      fails: [],
    },
    'the deny comes too late': {
      given: { entries: [aclEntry(200, { allow: false, ...tcp(22) }), aclEntry(100)] },
      outcome: 'fail',
      fails: ['all'],
    },
    'only SSH denied': {
      given: { entries: [aclEntry(10, { allow: false, ...tcp(22) }), aclEntry(100)] },
      outcome: 'fail',
      fails: ['rdp'],
    },
    'RDP alone': { given: { entries: [aclEntry(100, tcp(3389))] }, outcome: 'fail', fails: ['rdp'] },
    'a range with SSH': {
      given: { entries: [aclEntry(100, { protocol: '6', fromPort: 0, toPort: 1024 })] },
      outcome: 'fail',
      fails: ['ssh'],
    },
    'open over IPv6': {
      given: { entries: [aclEntry(100, { ipv4: null, ipv6: '::/0' })] },
      outcome: 'fail',
      fails: ['all'],
    },
    'a deny for IPv4 does not close IPv6': {
      given: {
        entries: [aclEntry(10, { allow: false }), aclEntry(20, { ...tcp(22), ipv4: null, ipv6: '::/0' })],
      },
      outcome: 'fail',
      fails: ['ssh'],
    },
    'SSH denied for one neighbour only': {
      given: { entries: [aclEntry(10, { allow: false, ...tcp(22), ipv4: '8.8.8.0/24' }), aclEntry(100, tcp(22))] },
      outcome: 'fail',
      fails: ['ssh'],
    },
    'outbound does not count': { given: { entries: [aclEntry(100, { egress: true })] }, outcome: 'pass', fails: [] },
    'UDP only': { given: { entries: [aclEntry(100, { protocol: '17' })] }, outcome: 'pass', fails: [] },
    'web and answers': {
      given: { entries: [aclEntry(100, tcp(443)), aclEntry(110, { protocol: '6', fromPort: 32_768, toPort: 65_535 })] },
      outcome: 'pass',
      fails: [],
    },
  },
});
