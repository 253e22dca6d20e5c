/** Network services by the ports on which they listen. One table for security groups and for instances. */
import type { Transport } from './ports.js';

export interface NetworkService {
  readonly name: string;
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

const service = (name: string, tcp: readonly number[], udp: readonly number[] = []): NetworkService => ({
  name,
  tcp,
  udp,
});

export const services = {
  ssh: service('SSH', [22]),
  rdp: service('RDP', [3389], [3389]),
  winrm: service('WinRM', [5985, 5986]),
  cifs: service('CIFS/SMB', [139, 445], [445]),
  netbios: service('NetBIOS', [137, 138], [137, 138]),
  rpc: service('RPC', [135], [135]),
  telnet: service('Telnet', [23]),
  ftp: service('FTP', [20, 21]),
  vncServer: service('VNC server', [5800, 5900]),
  vncClient: service('VNC client', [5500]),
  mysql: service('MySQL', [3306]),
  msql: service('mSQL', [4333]),
  postgresql: service('PostgreSQL', [5432]),
  oracle: service('Oracle Database', [1521, 2483, 2484]),
  oracleDataWarehouse: service('Oracle Autonomous Data Warehouse', [1522]),
  sqlserver: service('SQL Server', [1433, 1434], [1434]),
  mongodb: service('MongoDB', [27017, 27018, 27019]),
  redis: service('Redis', [6379]),
  memcached: service('Memcached', [11211], [11211]),
  cassandra: service('Cassandra', [7000, 7001, 7199, 8888, 9042, 9160]),
  elasticsearch: service('Elasticsearch', [9200, 9300]),
  kibana: service('Kibana', [5601]),
  kafka: service('Kafka', [9092]),
  hadoop: service('Hadoop NameNode', [8020]),
  hadoopWeb: service('Hadoop NameNode web', [50070, 50470]),
  docker: service('Docker', [2375, 2376]),
  salt: service('Salt', [4505, 4506]),
  ldap: service('LDAP', [389], [389]),
  ldaps: service('LDAPS', [636]),
  kerberos: service('Kerberos', [88, 464, 749, 750], [88, 464, 750]),
  dns: service('DNS', [53], [53]),
  snmp: service('SNMP', [161], [161]),
  smtp: service('SMTP', [25]),
  mailbox: service('POP3/IMAP', [110, 143]),
  webDevelopment: service('Web development', [3000, 5000]),
  internalWeb: service('Internal web', [8080, 8088]),
  nfs: service('NFS', [111, 2049], [111, 2049]),
} as const satisfies Record<string, NetworkService>;

export const transports: readonly Transport[] = ['tcp', 'udp'];

/** `TCP 139, 445, UDP 445`. */
export const portsText = (listening: NetworkService): string =>
  transports
    .filter((transport) => listening[transport].length > 0)
    .map((transport) => `${transport.toUpperCase()} ${listening[transport].join(', ')}`)
    .join(', ');
