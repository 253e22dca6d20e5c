/** What the inbound entries of a network ACL let in: they are taken by number, and for each address the first that matches decides. */
import type { NetworkAclEntry } from '@cspmexa/resources';
import { blockOf, intersect, isInternet, publicSpace, subtract, type Family, type Span } from './addresses.js';
import { cuts, isEveryPort, mergePorts, portsOf, speaksOf, type PortRange, type Transport } from './ports.js';

const inbound = (entries: readonly NetworkAclEntry[], transport: Transport, family: Family) =>
  entries
    .filter(({ egress, protocol }) => !egress && speaksOf(protocol, transport))
    .flatMap((entry) => {
      const block = blockOf((family === 4 ? entry.ipv4 : entry.ipv6) ?? '');
      return block?.family === family ? [{ entry, block, ports: portsOf(entry) }] : [];
    })
    .sort((a, b) => a.entry.number - b.entry.number);

/** The public addresses that may reach a port. */
function admitted(entries: readonly NetworkAclEntry[], transport: Transport, port: number, family: Family): Span[] {
  let undecided: Span[] = [...publicSpace(family)];
  const allowed: Span[] = [];
  for (const { entry, block, ports } of inbound(entries, transport, family)) {
    if (port < ports.from || ports.to < port) continue;
    if (entry.allow) allowed.push(...intersect(undecided, [block]));
    undecided = subtract(undecided, block);
  }
  return allowed;
}

/** Whether the internet may reach a port: a quarter of the public addresses or more. */
export const admitsInternet = (
  entries: readonly NetworkAclEntry[],
  transport: Transport,
  port: number,
  family: Family,
): boolean => isInternet(admitted(entries, transport, port, family), family);

/** The ports that the internet may reach. */
export const admittedPorts = (entries: readonly NetworkAclEntry[], transport: Transport, family: Family): PortRange[] =>
  mergePorts(
    cuts(inbound(entries, transport, family).map(({ ports }) => ports)).filter(({ from }) =>
      admitsInternet(entries, transport, from, family),
    ),
  );

/** Whether the internet may reach every TCP port. */
export const admitsEveryPort = (entries: readonly NetworkAclEntry[], family: Family): boolean =>
  isEveryPort(admittedPorts(entries, 'tcp', family));

/** The inbound entries that say something about a port, in the order in which they are taken, up to the one that lets the internet in. */
export function deciding(
  entries: readonly NetworkAclEntry[],
  transport: Transport,
  port: number,
  family: Family,
): NetworkAclEntry[] {
  const matching = inbound(entries, transport, family)
    .filter(({ ports }) => ports.from <= port && port <= ports.to)
    .map(({ entry }) => entry);
  const last = matching.findIndex((_, index) => admitsInternet(matching.slice(0, index + 1), transport, port, family));
  return last < 0 ? matching : matching.slice(0, last + 1);
}
