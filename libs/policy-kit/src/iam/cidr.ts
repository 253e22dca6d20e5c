/** An address block: the bits of its network, how many of them count, and the family. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly network: bigint;
  readonly prefix: number;
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** Replaces a dotted IPv4 tail (`::ffff:10.0.0.1`) by its two groups. */
function withoutDots(text: string): string | undefined {
  const at = text.lastIndexOf(':');
  if (!text.includes('.')) return text;
  const tail = ipv4(text.slice(at + 1));
  return tail === undefined
    ? undefined
    : `${text.slice(0, at + 1)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
}

function groupsOf(text: string): string[] | undefined {
  if (text === '') return [];
  const groups = text.split(':', 9);
  return groups.length <= 8 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups : undefined;
}

function ipv6(address: string): bigint | undefined {
  const text = withoutDots(address);
  if (text === undefined) return undefined;
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; undefined when it is neither. Bits beyond the prefix are dropped, as AWS does. */
export function cidrOf(text: string): Cidr | undefined {
  if (text.length > 64) return undefined;
  const [address = '', length, more] = text.trim().split('/', 3);
  if (more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 6 ? ipv6(address) : ipv4(address);
  const width = family === 6 ? 128 : 32;
  const prefix = length === undefined ? width : Number(length);
  if (bits === undefined || prefix > width) return undefined;
  const drop = BigInt(width - prefix);
  return { family, network: (bits >> drop) << drop, prefix };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const drop = BigInt((outer.family === 6 ? 128 : 32) - outer.prefix);
  return outer.network >> drop === inner.network >> drop;
}

const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap(
  (block) => cidrOf(block) ?? [],
);

/** Whether AWS takes a block for so wide that it is public: wider than /8 (IPv4) or /32 (IPv6), unless it is private address space. */
export function isWide(block: Cidr): boolean {
  if (privateBlocks.some((outer) => contains(outer, block))) return false;
  return block.prefix < (block.family === 6 ? 32 : 8);
}
