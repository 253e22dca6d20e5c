/** How an instance is reached from the internet: address, group, route and network ACL, each of which must let it in. */
import type { Ec2Instance, NetworkAclEntry, SecurityGroupRule } from '@cspmexa/resources';
import type { BaseOf, FacetValue } from '@cspmexa/resources';
import { blockOf, isPublicBlock, type Family } from './addresses.js';
import { admitsInternet } from './network-acl.js';
import { includesPort } from './ports.js';
import { internetRoute, tableOf, type RouteTable } from './route.js';
import { internetPorts, opensEveryPort } from './security-group.js';
import { transports, type NetworkService } from './services.js';

/** Private IPv6 addresses (fd00::/8) stand in the same list. */
const isPublicAddress = (address: string): boolean => {
  const block = blockOf(address);
  return block !== undefined && isPublicBlock(block);
};

/** One way in: a public address on an interface, in a subnet, behind groups. */
export interface Door {
  readonly address: string;
  readonly family: Family;
  readonly subnetId: string | null;
  readonly groupIds: readonly string[];
}

/** The public addresses of an instance. AWS says of IPv6 addresses only that the instance has them, so each interface may be theirs. */
export function doorsOf(base: BaseOf<typeof Ec2Instance>, network: FacetValue<typeof Ec2Instance, 'network'>): Door[] {
  const whole = { subnetId: base.subnetId, securityGroupIds: base.securityGroupIds, publicIp: network.publicIp };
  const interfaces = network.interfaces.length > 0 ? network.interfaces : [whole];
  const [first = whole] = interfaces;
  const named = interfaces.filter(({ publicIp }) => publicIp !== null);
  const unnamed = network.publicIp !== null && named.length === 0 ? [{ ...first, publicIp: network.publicIp }] : [];
  const ipv4 = [...named, ...unnamed].map((face) => ({ ...face, address: face.publicIp, family: 4 as const }));
  const publicIpv6 = network.publicIpv6.find(isPublicAddress);
  const ipv6 =
    publicIpv6 === undefined ? [] : interfaces.map((face) => ({ ...face, address: publicIpv6, family: 6 as const }));
  return [...ipv4, ...ipv6].flatMap(({ address, family, subnetId, securityGroupIds }) =>
    address ? [{ address, family, subnetId: subnetId ?? base.subnetId, groupIds: securityGroupIds }] : [],
  );
}

export interface OpenPort {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
}

/** The ports of a service that some of these rules open to the internet. `null` asks for every TCP port, of which 1 stands for all. */
export function opened(
  groups: readonly (readonly SecurityGroupRule[])[],
  family: Family,
  listening: NetworkService | null,
): OpenPort[] {
  if (listening === null)
    return groups.some((rules) => opensEveryPort(rules, family)) ? [{ transport: 'tcp', port: 1 }] : [];
  return transports.flatMap((transport) =>
    listening[transport]
      .filter((port) => groups.some((rules) => includesPort(internetPorts(rules, transport, family), port)))
      .map((port) => ({ transport, port })),
  );
}

/** The ports that the network ACL of the subnet lets in too. A subnet whose ACL is not in the account is taken as not filtered. */
export const admittedBy = (
  entries: readonly NetworkAclEntry[] | undefined,
  open: readonly OpenPort[],
  family: Family,
): OpenPort[] =>
  open.filter(({ transport, port }) => entries === undefined || admitsInternet(entries, transport, port, family));

/** Where a door's subnet leads: to the internet (`gateway`, `inspected`), nowhere public (null), or its route table is not to be seen. */
export function routeOf(door: Door, tables: readonly RouteTable[]): ReturnType<typeof internetRoute> | 'unseen' {
  const table = door.subnetId === null ? undefined : tableOf(tables, door.subnetId);
  return table === undefined ? 'unseen' : internetRoute(table.facets.routes, door.family);
}
