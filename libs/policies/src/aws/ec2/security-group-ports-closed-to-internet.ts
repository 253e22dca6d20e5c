import type { ControlId, PeerCheck } from '@cspmexa/frameworks';
import {
  condition,
  definePolicy,
  fail,
  pass,
  passIf,
  skip,
  text,
  type Condition,
  type Pass,
  type Row,
  type Severity,
  type Text,
} from '@cspmexa/policy-kit';
import { Ec2SecurityGroup, type SecurityGroupRule } from '@cspmexa/resources';
import type { Family } from './network/addresses.js';
import { describePorts, includesPort, type Transport } from './network/ports.js';
import { everythingOpen, inboundRules, openRule } from './network/sample-rules.js';
import { internetPorts, opensEveryPort, rulesThatOpen } from './network/security-group.js';
import { portsText, services, transports, type NetworkService } from './network/services.js';

interface PortRow extends Row {
  /** null: every port. */
  readonly listening: NetworkService | null;
  readonly families: readonly Family[];
}

const both: readonly Family[] = [4, 6];
const commonPorts: ControlId[] = ['fsbp/EC2.19'];
const adminIpv4: ControlId[] = ['cis-aws-5.0/5.3', 'cis-aws-7.0/6.3', 'fsbp/EC2.19'];
const adminIpv6: ControlId[] = ['cis-aws-5.0/5.4', 'cis-aws-7.0/6.4', 'fsbp/EC2.19'];
const cifsControls: ControlId[] = ['cis-aws-5.0/5.1.2', 'cis-aws-7.0/6.1.2', 'fsbp/EC2.19'];
const groupCheck = 'prowler/ec2_securitygroup_allow_ingress_from_internet_to';

const closed = (listening: NetworkService, over = '') =>
  text(
    `${listening.name} (${portsText(listening)}) is closed to the internet${over && ` over ${over}`}`,
    `${listening.name} (${portsText(listening)}) está fechado para a internet${over && ` por ${over}`}`,
  );

const row = (
  listening: NetworkService,
  severity: Severity,
  sameAs: readonly PeerCheck[] = [],
  controls: readonly ControlId[] = [],
): PortRow => ({ title: closed(listening), listening, families: both, severity, sameAs, controls, impliedBy: 'all' });

const adminRow = (
  listening: NetworkService,
  family: Family,
  sameAs: readonly PeerCheck[],
  also: ControlId,
): PortRow => ({
  title: closed(listening, `IPv${family}`),
  listening,
  families: [family],
  severity: 'high',
  sameAs,
  controls: [...(family === 4 ? adminIpv4 : adminIpv6), also],
  impliedBy: family === 4 ? 'all' : 'all-ipv6',
});

const everyPortRow = (family: Family): PortRow => ({
  title: text(
    `Not every port is open to the internet over IPv${family}`,
    `Nem toda porta está aberta para a internet por IPv${family}`,
  ),
  listening: null,
  families: [family],
  severity: 'critical',
  sameAs: [`${groupCheck}_all_ports`, 'cloudsploit/openAllPortsProtocols'],
  controls: [
    ...(family === 4 ? adminIpv4 : adminIpv6),
    'cis-aws-5.0/5.1.2',
    'cis-aws-7.0/6.1.2',
    'fsbp/EC2.13',
    'fsbp/EC2.14',
  ],
});

const ssh: PeerCheck[] = [`${groupCheck}_tcp_port_22`, 'cloudsploit/openSSH'];
const rdp: PeerCheck[] = [`${groupCheck}_tcp_port_3389`, 'cloudsploit/openRDP'];
const highRisk: PeerCheck = `${groupCheck}_high_risk_tcp_ports`;

const rows = {
  all: everyPortRow(4),
  'all-ipv6': everyPortRow(6),
  ssh: adminRow(services.ssh, 4, ssh, 'fsbp/EC2.13'),
  'ssh-ipv6': adminRow(services.ssh, 6, ssh, 'fsbp/EC2.13'),
  rdp: adminRow(services.rdp, 4, rdp, 'fsbp/EC2.14'),
  'rdp-ipv6': adminRow(services.rdp, 6, rdp, 'fsbp/EC2.14'),
  winrm: row(services.winrm, 'high'),
  cifs: row(services.cifs, 'high', ['cloudsploit/openCIFS', 'cloudsploit/openSMBoTCP', highRisk], cifsControls),
  netbios: row(services.netbios, 'high', ['cloudsploit/openNetBIOS']),
  rpc: row(services.rpc, 'high', ['cloudsploit/openRPC', highRisk], commonPorts),
  telnet: row(services.telnet, 'high', [`${groupCheck}_tcp_port_telnet_23`, 'cloudsploit/openTelnet'], commonPorts),
  ftp: row(services.ftp, 'high', [`${groupCheck}_tcp_port_ftp_20_21`, 'cloudsploit/openFTP'], commonPorts),
  'vnc-server': row(services.vncServer, 'high', ['cloudsploit/openVNCServer']),
  'vnc-client': row(services.vncClient, 'high', ['cloudsploit/openVNCClient', highRisk], commonPorts),
  mysql: row(services.mysql, 'high', [`${groupCheck}_tcp_port_mysql_3306`, 'cloudsploit/openMySQL'], commonPorts),
  msql: row(services.msql, 'medium', ['cloudsploit/openMySQL', highRisk], commonPorts),
  postgresql: row(
    services.postgresql,
    'high',
    [`${groupCheck}_tcp_port_postgres_5432`, 'cloudsploit/openPostgreSQL'],
    commonPorts,
  ),
  oracle: row(services.oracle, 'high', [`${groupCheck}_tcp_port_oracle_1521_2483`, 'cloudsploit/openOracle']),
  'oracle-data-warehouse': row(services.oracleDataWarehouse, 'high', ['cloudsploit/openOracleAutoDataWarehouse']),
  sqlserver: row(
    services.sqlserver,
    'high',
    [`${groupCheck}_tcp_port_sql_server_1433_1434`, 'cloudsploit/openSQLServer'],
    commonPorts,
  ),
  mongodb: row(services.mongodb, 'high', [`${groupCheck}_tcp_port_mongodb_27017_27018`, 'cloudsploit/openMongoDB']),
  redis: row(services.redis, 'high', [`${groupCheck}_tcp_port_redis_6379`, 'cloudsploit/openRedis']),
  memcached: row(services.memcached, 'high', [`${groupCheck}_tcp_port_memcached_11211`, 'cloudsploit/openMemcached']),
  cassandra: row(
    services.cassandra,
    'high',
    [
      `${groupCheck}_tcp_port_cassandra_7199_9160_8888`,
      'cloudsploit/openCassandraClient',
      'cloudsploit/openCassandraInternode',
      'cloudsploit/openCassandraMonitoring',
      'cloudsploit/openCassandraThrift',
    ],
    commonPorts,
  ),
  elasticsearch: row(
    services.elasticsearch,
    'high',
    [`${groupCheck}_tcp_port_elasticsearch_kibana_9200_9300_5601`, 'cloudsploit/openElasticsearch'],
    commonPorts,
  ),
  kibana: row(
    services.kibana,
    'high',
    [`${groupCheck}_tcp_port_elasticsearch_kibana_9200_9300_5601`, 'cloudsploit/openKibana'],
    commonPorts,
  ),
  kafka: row(services.kafka, 'high', [`${groupCheck}_tcp_port_kafka_9092`]),
  hadoop: row(services.hadoop, 'high', ['cloudsploit/openHadoopNameNode']),
  'hadoop-web': row(services.hadoopWeb, 'high', ['cloudsploit/openHadoopNameNodeWebUI']),
  docker: row(services.docker, 'critical', ['cloudsploit/openDocker']),
  salt: row(services.salt, 'high', ['cloudsploit/openSalt']),
  ldap: row(services.ldap, 'high', ['cloudsploit/openLDAP']),
  ldaps: row(services.ldaps, 'high', ['cloudsploit/openLDAPS']),
  kerberos: row(services.kerberos, 'high'),
  dns: row(services.dns, 'medium', ['cloudsploit/openDNS']),
  snmp: row(services.snmp, 'high', ['cloudsploit/openSNMP']),
  smtp: row(services.smtp, 'medium', ['cloudsploit/openSMTP', highRisk], commonPorts),
  mailbox: row(services.mailbox, 'medium', [highRisk], commonPorts),
  'web-development': row(services.webDevelopment, 'medium', [highRisk], commonPorts),
  'internal-web': row(services.internalWeb, 'medium', ['cloudsploit/openInternalWeb', highRisk], commonPorts),
  nfs: row(services.nfs, 'high'),
} satisfies Record<string, PortRow>;

/** One condition for each transport and family: which of the ports are open, and the rules that open them. */
const conditionsOf = (
  ingress: readonly SecurityGroupRule[],
  listening: NetworkService,
  families: readonly Family[],
): Condition[] =>
  families.flatMap((family) =>
    transports
      .filter((transport) => listening[transport].length > 0)
      .map((transport) => {
        const open = openOf(ingress, listening, transport, family).map((port) => ({ from: port, to: port }));
        const says = saysClosed(transport, listening[transport], family);
        if (open.length === 0) return condition(true, says, { path: 'rules.ingress', actual: null });
        const rules = rulesThatOpen(ingress, transport, family, open);
        return condition(false, says, { path: 'rules.ingress', actual: { open: describePorts(open), rules } });
      }),
  );

/** The ports of a service that the rules open to the internet. */
function openOf(
  ingress: readonly SecurityGroupRule[],
  listening: NetworkService,
  transport: Transport,
  family: Family,
): readonly number[] {
  const ranges = internetPorts(ingress, transport, family);
  return ranges.length === 0 ? [] : listening[transport].filter((port) => includesPort(ranges, port));
}

const closedRows = new WeakMap<object, Pass>();

/** The pass of a row whose ports are all closed. Most groups open next to nothing, and it is the same for all of them: it is made once. */
function closedPass(row: object, listening: NetworkService, families: readonly Family[]): Pass {
  const made = closedRows.get(row) ?? pass(...conditionsOf([], listening, families));
  closedRows.set(row, made);
  return made;
}

const sayings = new Map<string, Text>();

function saysClosed(transport: Transport, ports: readonly number[], family: Family): Text {
  const key = `${transport.toUpperCase()} ${ports.join(', ')} IPv${family}`;
  const said = sayings.get(key) ?? text(`${key} is closed to the internet`, `${key} está fechada para a internet`);
  sayings.set(key, said);
  return said;
}

export default definePolicy({
  id: 'aws-ec2-security-group-ports-closed-to-internet',
  title: text(
    'Security groups close sensitive ports to the internet',
    'Grupos de segurança fecham portas sensíveis para a internet',
  ),
  severity: 'high',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  rows,
  why: text(
    'The whole internet is scanned for these ports every day. What answers there is attacked with guessed passwords and known flaws within minutes.',
    'A internet inteira é varrida todos os dias em busca dessas portas. O que responde nelas é atacado em minutos, com senhas adivinhadas e falhas conhecidas.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, open Security Groups, {{groupId}}, Edit inbound rules.',
        'No console do EC2, abra Grupos de segurança, {{groupId}}, Editar regras de entrada.',
      ),
      text(
        'Remove the sources 0.0.0.0/0 and ::/0 of the port, or replace them by the addresses or groups that need it. For administration prefer Session Manager, which needs no open port.',
        'Remova as origens 0.0.0.0/0 e ::/0 da porta ou troque-as pelos endereços ou grupos que precisam dela. Para administração, prefira o Session Manager, que dispensa porta aberta.',
      ),
    ],
    cli: `# find the rules, then revoke them by id
aws ec2 describe-security-group-rules --region {{region}} --filters Name=group-id,Values={{groupId}} --query 'SecurityGroupRules[?!IsEgress].[SecurityGroupRuleId,IpProtocol,FromPort,ToPort,CidrIpv4,CidrIpv6]' --output table
aws ec2 revoke-security-group-ingress --region {{region}} --group-id {{groupId}} --security-group-rule-ids RULE_ID`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "administration" {
  security_group_id = "{{groupId}}"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.0.0/16"
}`,
  },
  check: ({ rules: { ingress } }, { row }) => {
    const { listening, families } = row;
    if (listening === null) {
      const conditions = families.map((family) => {
        const ranges = internetPorts(ingress, 'tcp', family);
        const holds = !opensEveryPort(ingress, family);
        return condition(
          holds,
          text(
            `Not every TCP port is open to the IPv${family} internet`,
            `Nem toda porta TCP está aberta para a internet IPv${family}`,
          ),
          {
            path: 'rules.ingress',
            actual: holds ? describePorts(ranges) || null : rulesThatOpen(ingress, 'tcp', family, ranges),
          },
        );
      });
      return passIf(
        conditions,
        text('Every port is open to the internet.', 'Todas as portas estão abertas para a internet.'),
      );
    }
    const judged = families.filter((family) => !opensEveryPort(ingress, family));
    const isOpen = judged.some((family) =>
      transports.some((transport) => openOf(ingress, listening, transport, family).length > 0),
    );
    if (!isOpen && judged.length === families.length) return closedPass(row, listening, families);
    const conditions = conditionsOf(ingress, listening, judged);
    if (!isOpen)
      return skip(
        text('Every port is open, which is reported by itself.', 'Todas as portas estão abertas, o que já é relatado.'),
      );
    const open = judged.flatMap((family) =>
      transports.flatMap((transport) =>
        openOf(ingress, listening, transport, family).map(
          (port) => `${transport.toUpperCase()} ${port} (IPv${family})`,
        ),
      ),
    );
    return fail(
      text(
        `${listening.name} is open to the internet: ${open.join(', ')}.`,
        `${listening.name} está aberto para a internet: ${open.join(', ')}.`,
      ),
      conditions,
    );
  },
  examples: {
    'only inner addresses': { outcome: 'pass', fails: [] },
    'no rules at all': { given: inboundRules(), outcome: 'pass', fails: [] },
    'SSH from everywhere': { given: inboundRules(openRule(22)), outcome: 'fail', fails: ['ssh'] },
    'SSH from everywhere over IPv6': {
      given: inboundRules(openRule(22, { ipv4: [], ipv6: ['::/0'] })),
      outcome: 'fail',
      fails: ['ssh-ipv6'],
    },
    'RDP over both': {
      given: inboundRules(openRule(3389, { ipv6: ['::/0'] })),
      outcome: 'fail',
      fails: ['rdp', 'rdp-ipv6'],
    },
    'a range that includes port 22': {
      given: inboundRules(openRule(20, { toPort: 25 })),
      outcome: 'fail',
      fails: ['ssh', 'telnet', 'ftp', 'smtp'],
    },
    'all protocols': { given: inboundRules(everythingOpen), outcome: 'fail', fails: ['all'] },
    'all protocols over IPv6': {
      given: inboundRules(openRule(null, { protocol: '-1', ipv4: [], ipv6: ['::/0'] })),
      outcome: 'fail',
      fails: ['all-ipv6'],
    },
    'all protocols over IPv6, MySQL over IPv4': {
      given: inboundRules(openRule(null, { protocol: '-1', ipv4: [], ipv6: ['::/0'] }), openRule(3306)),
      outcome: 'fail',
      fails: ['all-ipv6', 'mysql'],
    },
    'every TCP port in two ranges': {
      given: inboundRules(openRule(0, { toPort: 30_000 }), openRule(30_001, { toPort: 65_535 })),
      outcome: 'fail',
      fails: ['all'],
    },
    'two halves of the internet': {
      given: inboundRules(openRule(22, { ipv4: ['0.0.0.0/1'] }), openRule(22, { ipv4: ['128.0.0.0/1'] })),
      outcome: 'fail',
      fails: ['ssh'],
    },
    'one office and one partner': {
      given: inboundRules(openRule(22, { ipv4: ['198.51.100.7/32', '8.8.8.0/24'] })),
      outcome: 'pass',
      fails: [],
    },
    'a web server': {
      given: inboundRules(openRule(80), openRule(443, { ipv6: ['::/0'] })),
      outcome: 'pass',
      fails: [],
    },
    'ICMP has no ports': {
      given: inboundRules(openRule(8, { protocol: 'icmp', toPort: 0 })),
      outcome: 'pass',
      fails: [],
    },
    'ICMP for everyone, written with -1': {
      given: inboundRules(openRule(-1, { protocol: '1' })),
      outcome: 'pass',
      fails: [],
    },
    'SNMP over UDP, by protocol number': {
      given: inboundRules(openRule(161, { protocol: '17' })),
      outcome: 'fail',
      fails: ['snmp'],
    },
    'port 161 over TCP only of another service': { given: inboundRules(openRule(162)), outcome: 'pass', fails: [] },
    'databases for another group only': {
      given: inboundRules(openRule(5432, { ipv4: [], groups: [{ groupId: 'sg-0b1b2c3d', accountId: null }] })),
      outcome: 'pass',
      fails: [],
    },
    'Docker and an Elasticsearch cluster': {
      given: inboundRules(openRule(2375, { toPort: 2376 }), openRule(9200, { toPort: 9300 })),
      outcome: 'fail',
      fails: ['elasticsearch', 'docker'],
    },
    'rules that could not be read': {
      given: { rules: { known: false, reason: 'denied', action: 'ec2:DescribeSecurityGroups', detail: '' } },
      outcome: 'unknown',
    },
  },
});
