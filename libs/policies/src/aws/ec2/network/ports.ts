/** Ranges of TCP and UDP ports. Protocols without ports, such as ICMP, have none. */

export type Transport = 'tcp' | 'udp';

/** From `from` to `to`, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const everyPort: PortRange = { from: 0, to: 65_535 };

const numbers: Readonly<Record<string, Transport>> = { '6': 'tcp', '17': 'udp', tcp: 'tcp', udp: 'udp' };

/** Whether a rule of that protocol (a name, a number, or -1 for all) speaks about that transport. */
export const speaksOf = (protocol: string, transport: Transport): boolean =>
  protocol === '-1' || numbers[protocol.toLowerCase()] === transport;

/** The ports of a rule. Without numbers, with -1, or for all protocols it means every port. */
export function portsOf(rule: { protocol: string; fromPort: number | null; toPort: number | null }): PortRange {
  const { protocol, fromPort, toPort } = rule;
  if (protocol === '-1' || fromPort === null || fromPort < 0) return everyPort;
  const to = toPort === null || toPort < 0 ? everyPort.to : toPort;
  return { from: Math.min(fromPort, to), to: Math.max(fromPort, to) };
}

/** Cuts all ports into ranges within which no given range begins or ends. */
export function cuts(ranges: readonly PortRange[]): PortRange[] {
  const starts = new Set([everyPort.from]);
  for (const { from, to } of ranges) {
    starts.add(from);
    if (to < everyPort.to) starts.add(to + 1);
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((from, index) => ({ from, to: (sorted[index + 1] ?? everyPort.to + 1) - 1 }));
}

/** The same ports in ascending order, with no two ranges that touch. */
export function mergePorts(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const previous = merged.at(-1);
    if (previous && from <= previous.to + 1)
      merged[merged.length - 1] = { from: previous.from, to: Math.max(previous.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

export const includesPort = (ranges: readonly PortRange[], port: number): boolean =>
  ranges.some(({ from, to }) => from <= port && port <= to);

/** Whether every port is there. Port 0 is not used by anything and may be missing. */
export const isEveryPort = (ranges: readonly PortRange[]): boolean =>
  mergePorts(ranges).some(({ from, to }) => from <= 1 && to >= everyPort.to);

/** The ranges without some single ports. */
export const withoutPorts = (ranges: readonly PortRange[], ports: readonly number[]): PortRange[] =>
  ports.reduce<PortRange[]>(
    (left, port) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, port - 1) },
          { from: Math.max(from, port + 1), to },
        ].filter((range) => range.from <= range.to),
      ),
    mergePorts(ranges),
  );

/** The ports that both have. */
export const intersectPorts = (ranges: readonly PortRange[], others: readonly PortRange[]): PortRange[] =>
  mergePorts(
    ranges.flatMap((range) =>
      others
        .map((other) => ({ from: Math.max(range.from, other.from), to: Math.min(range.to, other.to) }))
        .filter(({ from, to }) => from <= to),
    ),
  );

/** `22, 3306-3310`. */
export const describePorts = (ranges: readonly PortRange[]): string =>
  ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
