/** Protocols and ports of security group rules and network ACL entries. */
import { legible } from '@cspmexa/collector-kit';

/** The protocol, if it is one: a name that AWS knows, a number, or -1 for all. */
export const protocolOf = (protocol: string | undefined): string | undefined =>
  /^(-1|tcp|udp|icmp|icmpv6|\d{1,3})$/.test(legible(protocol) ?? '') ? protocol : undefined;

/** AWS always sends the ports of these, and -1 for all types of ICMP; for the others ports mean nothing. */
const withPorts = new Set(['tcp', 'udp', 'icmp', 'icmpv6', '6', '17', '1', '58']);

/** The port; null for all; undefined, which the schema refuses, where AWS should have sent one. */
export const portOf = (protocol: string | undefined, port: number | undefined): number | null | undefined => {
  if (port === -1) return null;
  return port ?? (withPorts.has(protocol ?? '') ? undefined : null);
};
