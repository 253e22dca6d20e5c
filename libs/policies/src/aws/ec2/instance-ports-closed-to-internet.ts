import type { ControlId, PeerCheck } from '@cspmexa/frameworks';
import { cannotTell, condition, definePolicy, fail, pass, sample, skip, text, type Row } from '@cspmexa/policy-kit';
import { Ec2Instance, Ec2SecurityGroup, VpcNetworkAcl, VpcRouteTable } from '@cspmexa/resources';
import { aclsBySubnet, groupsById, routeTablesByVpc } from '../indexes.js';
import { admittedBy, doorsOf, opened, routeOf, type OpenPort } from './network/exposure.js';
import { aclEntry, everythingOpen, inboundRules, openRule } from './network/sample-rules.js';
import { services, type NetworkService } from './network/services.js';

interface ExposureRow extends Row {
  /** null: every port. */
  readonly listening: NetworkService | null;
}

type ExposedService = PeerCheck extends infer Check
  ? Check extends `prowler/ec2_instance_port_${infer Service}_exposed_to_internet`
    ? Service
    : never
  : never;
const exposed = (service: ExposedService): PeerCheck[] => [`prowler/ec2_instance_port_${service}_exposed_to_internet`];

const row = (
  listening: NetworkService,
  sameAs: readonly PeerCheck[] = [],
  controls: readonly ControlId[] = [],
): ExposureRow => ({
  title: text(
    `${listening.name} cannot be reached from the internet`,
    `${listening.name} não é alcançável pela internet`,
  ),
  severity: 'critical',
  listening,
  sameAs,
  controls,
  impliedBy: 'all',
});

const both = (a: NetworkService, b: NetworkService): NetworkService => ({
  name: `${a.name}, ${b.name}`,
  tcp: [...a.tcp, ...b.tcp],
  udp: [...a.udp, ...b.udp],
});

const single = {
  ssh: row(services.ssh, exposed('ssh')),
  rdp: row(services.rdp, exposed('rdp')),
  winrm: row(services.winrm),
  cifs: row(services.cifs, exposed('cifs'), ['cis-aws-5.0/5.1.2', 'cis-aws-7.0/6.1.2']),
  telnet: row(services.telnet, exposed('telnet')),
  ftp: row(services.ftp, exposed('ftp')),
  vnc: row(both(services.vncServer, services.vncClient)),
  mysql: row(services.mysql, exposed('mysql')),
  postgresql: row(services.postgresql, exposed('postgresql')),
  oracle: row(services.oracle, exposed('oracle')),
  sqlserver: row(services.sqlserver, exposed('sqlserver')),
  mongodb: row(services.mongodb, exposed('mongodb')),
  redis: row(services.redis, exposed('redis')),
  memcached: row(services.memcached, exposed('memcached')),
  cassandra: row(services.cassandra, exposed('cassandra')),
  'elasticsearch-kibana': row(both(services.elasticsearch, services.kibana), exposed('elasticsearch_kibana')),
  kafka: row(services.kafka, exposed('kafka')),
  docker: row(services.docker),
  salt: row(services.salt),
  ldap: row(both(services.ldap, services.ldaps), exposed('ldap')),
  kerberos: row(services.kerberos, exposed('kerberos')),
} satisfies Record<string, ExposureRow>;

const rows = {
  all: {
    title: text('Not every port can be reached from the internet', 'Nem toda porta é alcançável pela internet'),
    severity: 'critical',
    listening: null,
    // One finding for what the peers report once for each service.
    sameAs: Object.values(single).flatMap(({ sameAs }) => sameAs ?? []),
    controls: ['cis-aws-5.0/5.1.2', 'cis-aws-7.0/6.1.2'],
  } satisfies ExposureRow as ExposureRow,
  ...single,
};

const describe = (open: readonly OpenPort[], listening: NetworkService | null): string =>
  listening === null
    ? 'TCP 0-65535'
    : open.map(({ transport, port }) => `${transport.toUpperCase()} ${port}`).join(', ');

const address = { publicIp: '203.0.113.50', publicIpv6: [], publicDnsName: null };
const face = {
  id: 'eni-0a1b2c3d',
  subnetId: 'subnet-0a1b2c3d',
  securityGroupIds: ['sg-0a1b2c3d'],
  publicIp: '203.0.113.50',
};
const onInternet = { network: { ...address, interfaces: [face] } };
const routed = (target: string, destination = '0.0.0.0/0', state = 'active') =>
  sample(VpcRouteTable, {
    facets: {
      routes: [
        { destination: '10.0.0.0/16', target: 'local', state: 'active' },
        { destination, target, state },
      ],
    },
  });
const group = (...rules: Parameters<typeof inboundRules>) =>
  sample(Ec2SecurityGroup, { facets: inboundRules(...rules) });
const acl = (...entries: ReturnType<typeof aclEntry>[]) => sample(VpcNetworkAcl, { facets: { entries } });

export default definePolicy({
  id: 'aws-ec2-instance-ports-closed-to-internet',
  title: text(
    'Sensitive ports of instances cannot be reached from the internet',
    'Portas sensíveis das instâncias não são alcançáveis pela internet',
  ),
  severity: 'critical',
  on: Ec2Instance,
  needs: ['state', 'network'],
  reads: { groups: groupsById, routeTables: routeTablesByVpc, acls: aclsBySubnet },
  rows,
  why: text(
    'The instance has a public address, a route to the internet, and a group and network ACL that let everyone in: attackers reach this port now.',
    'A instância tem endereço público, rota para a internet e um grupo e uma ACL de rede que deixam todos entrarem: atacantes alcançam essa porta agora.',
  ),
  fix: {
    steps: [
      text(
        'Remove the rule that opens the port to 0.0.0.0/0 or ::/0 from the security groups of {{instanceId}}.',
        'Remova dos grupos de segurança de {{instanceId}} a regra que abre a porta para 0.0.0.0/0 ou ::/0.',
      ),
      text(
        'Better: move the instance to a private subnet and reach it through Session Manager, a VPN or a load balancer.',
        'Melhor: mova a instância para uma sub-rede privada e acesse-a por Session Manager, VPN ou balanceador.',
      ),
    ],
    cli: `aws ec2 describe-instances --region {{region}} --instance-ids {{instanceId}} --query 'Reservations[].Instances[].SecurityGroups[].GroupId' --output text
aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values=GROUP_ID
aws ec2 revoke-security-group-ingress --region {{region}} --group-id GROUP_ID --security-group-rule-ids RULE_ID`,
    terraform: `resource "aws_instance" "private" {
  # …
  subnet_id                   = aws_subnet.private.id
  associate_public_ip_address = false
}`,
  },
  check: ({ state, network }, { base, related, row: { listening } }) => {
    if (state.name === 'terminated' || state.name === 'shutting-down')
      return skip(text('The instance is gone.', 'A instância não existe mais.'));
    const doors = doorsOf(base, network);
    const hasAddress = condition(doors.length === 0, text('It has no public address', 'Não tem endereço público'), {
      path: 'network',
      actual: doors.map((door) => door.address),
    });
    if (doors.length === 0) return pass(hasAddress);

    const judged = doors.map((door) => {
      const groups = door.groupIds.flatMap((id) => related.groups.of(id));
      const open = opened(
        groups.map(({ facets }) => facets.rules.ingress),
        door.family,
        listening,
      );
      return { door, open, unseen: door.groupIds.filter((id) => !groups.some((seen) => seen.base.groupId === id)) };
    });
    const listened = judged.filter(({ open }) => open.length > 0);
    const closed = condition(
      listened.length === 0,
      text('No security group opens the port', 'Nenhum grupo de segurança abre a porta'),
      {
        path: 'securityGroupIds',
        actual: listened.map(({ door, open }) => ({ groups: door.groupIds, ports: describe(open, listening) })),
      },
    );
    const unseen = judged.flatMap((seen) => seen.unseen);
    if (listened.length === 0)
      return unseen.length > 0
        ? cannotTell(
            text(`Security group ${unseen[0]} was not seen.`, `O grupo de segurança ${unseen[0]} não foi visto.`),
          )
        : pass(closed);

    const reached = listened.map((seen) => {
      const route = routeOf(seen.door, related.routeTables.of(base.vpcId));
      return { ...seen, route };
    });
    const routes = reached.filter(({ route }) => route !== null && route !== 'unseen');
    const unrouted = condition(
      routes.length === 0,
      text('No route leads to the internet', 'Nenhuma rota leva à internet'),
      {
        path: 'subnetId',
        actual: reached.map(({ door, route }) => ({ subnet: door.subnetId, route })),
      },
    );
    if (routes.length === 0)
      return reached.some(({ route }) => route === 'unseen')
        ? cannotTell(
            text('The route table of the subnet was not seen.', 'A tabela de rotas da sub-rede não foi vista.'),
          )
        : pass(unrouted);

    const through = routes
      .map((seen) => {
        const [filter] = seen.door.subnetId === null ? [] : related.acls.of(seen.door.subnetId);
        return { ...seen, open: admittedBy(filter?.facets.entries, seen.open, seen.door.family) };
      })
      .filter(({ open }) => open.length > 0);
    const filtered = condition(
      through.length === 0,
      text('The network ACL keeps the internet out', 'A ACL de rede barra a internet'),
      {
        actual: through.map(({ door, open }) => ({ address: door.address, ports: describe(open, listening) })),
      },
    );
    const [worst] = through;
    if (worst === undefined) return pass(filtered);
    const ports = describe(worst.open, listening);
    return fail(
      text(
        `${ports} of ${worst.door.address} can be reached from the internet (subnet ${worst.door.subnetId}, groups ${worst.door.groupIds.join(', ')}).`,
        `${ports} de ${worst.door.address} é alcançável pela internet (sub-rede ${worst.door.subnetId}, grupos ${worst.door.groupIds.join(', ')}).`,
      ),
      [hasAddress, closed, unrouted, filtered],
      through.every(({ route }) => route === 'inspected') ? { severity: 'high' } : {},
    );
  },
  examples: {
    'no public address': { others: [group(openRule(22)), routed('igw-0a1b2c3d')], outcome: 'pass', fails: [] },
    'SSH open, public address, public subnet': {
      given: onInternet,
      others: [group(openRule(22)), routed('igw-0a1b2c3d'), acl(aclEntry(100))],
      outcome: 'fail',
      fails: ['ssh'],
    },
    'everything open': {
      given: onInternet,
      others: [group(everythingOpen), routed('igw-0a1b2c3d'), acl(aclEntry(100))],
      outcome: 'fail',
      fails: ['all'],
    },
    'a database and a cache': {
      given: onInternet,
      others: [group(openRule(3306), openRule(6379)), routed('igw-0a1b2c3d')],
      outcome: 'fail',
      fails: ['mysql', 'redis'],
    },
    'a web server': {
      given: onInternet,
      others: [group(openRule(443)), routed('igw-0a1b2c3d')],
      outcome: 'pass',
      fails: [],
    },
    'stopped, but it keeps its elastic IP': {
      given: { ...onInternet, state: { name: 'stopped', stoppedAt: null } },
      others: [group(openRule(22)), routed('igw-0a1b2c3d')],
      outcome: 'fail',
      fails: ['ssh'],
    },
    terminated: { given: { ...onInternet, state: { name: 'terminated', stoppedAt: null } }, outcome: 'skip' },
    'the network ACL denies the port first': {
      given: onInternet,
      others: [
        group(openRule(22)),
        routed('igw-0a1b2c3d'),
        acl(aclEntry(90, { allow: false, protocol: '6', fromPort: 22, toPort: 22 }), aclEntry(100)),
      ],
      outcome: 'pass',
      fails: [],
    },
    'the subnet goes out through NAT only': {
      given: onInternet,
      others: [group(openRule(22)), routed('nat-0a1b2c3d')],
      outcome: 'pass',
      fails: [],
    },
    'the gateway was deleted': {
      given: onInternet,
      others: [group(openRule(22)), routed('igw-0a1b2c3d', '0.0.0.0/0', 'blackhole')],
      outcome: 'pass',
      fails: [],
    },
    'behind a firewall endpoint': {
      given: onInternet,
      others: [group(openRule(22)), routed('vpce-0a1b2c3d')],
      outcome: 'fail',
      fails: ['ssh'],
    },
    'the main table is private, the associated one is public': {
      given: onInternet,
      others: [
        group(openRule(22)),
        routed('nat-0a1b2c3d'),
        sample(VpcRouteTable, {
          base: { routeTableId: 'rtb-0b1b2c3d', isMain: false, subnetIds: ['subnet-0a1b2c3d'] },
          facets: { routes: [{ destination: '0.0.0.0/0', target: 'igw-0a1b2c3d', state: 'active' }] },
        }),
      ],
      outcome: 'fail',
      fails: ['ssh'],
    },
    'the main table is public, the associated one is private': {
      given: onInternet,
      others: [
        group(openRule(22)),
        routed('igw-0a1b2c3d'),
        sample(VpcRouteTable, {
          base: { routeTableId: 'rtb-0b1b2c3d', isMain: false, subnetIds: ['subnet-0a1b2c3d'] },
          facets: { routes: [{ destination: '0.0.0.0/0', target: 'nat-0a1b2c3d', state: 'active' }] },
        }),
      ],
      outcome: 'pass',
      fails: [],
    },
    'over IPv6 only': {
      given: {
        network: {
          publicIp: null,
          publicIpv6: ['2600:1f1e::10'],
          publicDnsName: null,
          interfaces: [{ ...face, publicIp: null }],
        },
      },
      others: [group(openRule(22, { ipv4: [], ipv6: ['::/0'] })), routed('igw-0a1b2c3d', '::/0')],
      outcome: 'fail',
      fails: ['ssh'],
    },
    'an IPv6 address behind an egress-only gateway': {
      given: {
        network: {
          publicIp: null,
          publicIpv6: ['2600:1f1e::10'],
          publicDnsName: null,
          interfaces: [{ ...face, publicIp: null }],
        },
      },
      others: [group(openRule(22, { ipv4: [], ipv6: ['::/0'] })), routed('eigw-0a1b2c3d', '::/0')],
      outcome: 'pass',
      fails: [],
    },
    'a private IPv6 address': {
      given: {
        network: {
          publicIp: null,
          publicIpv6: ['fd00:ec2::10'],
          publicDnsName: null,
          interfaces: [{ ...face, publicIp: null }],
        },
      },
      others: [group(openRule(22, { ipv4: [], ipv6: ['::/0'] })), routed('igw-0a1b2c3d', '::/0')],
      outcome: 'pass',
      fails: [],
    },
    'an address that only the instance names': {
      given: { network: { ...address, interfaces: [{ ...face, publicIp: null }] } },
      others: [group(openRule(22)), routed('igw-0a1b2c3d')],
      outcome: 'fail',
      fails: ['ssh'],
    },
    'the open group is on the private interface': {
      given: {
        network: {
          ...address,
          interfaces: [
            { ...face, securityGroupIds: ['sg-0c1b2c3d'] },
            { ...face, id: 'eni-0b1b2c3d', publicIp: null },
          ],
        },
      },
      others: [
        group(openRule(22)),
        sample(Ec2SecurityGroup, { base: { groupId: 'sg-0c1b2c3d' }, facets: inboundRules(openRule(443)) }),
        routed('igw-0a1b2c3d'),
      ],
      outcome: 'pass',
      fails: [],
    },
    'routes unknown': {
      given: onInternet,
      others: [group(openRule(22))],
      unlisted: [VpcRouteTable],
      outcome: 'unknown',
      fails: [],
    },
    'routes unknown, but nothing is open': {
      given: onInternet,
      others: [group(openRule(443))],
      unlisted: [VpcRouteTable],
      outcome: 'pass',
      fails: [],
    },
    'the route table belongs to another account': {
      given: onInternet,
      others: [group(openRule(22))],
      outcome: 'unknown',
      fails: [],
    },
    'a group that was not seen': { given: onInternet, others: [routed('igw-0a1b2c3d')], outcome: 'unknown', fails: [] },
    'groups unknown': { given: onInternet, unlisted: [Ec2SecurityGroup], outcome: 'unknown' },
  },
});
