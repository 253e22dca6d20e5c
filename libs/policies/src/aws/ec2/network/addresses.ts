/**
 * Sets of IP addresses, to answer one question: is this list of blocks, taken together, the internet?
 *
 * It is when it covers at least a quarter of all public addresses. So 0.0.0.0/0 and ::/0 are, and so are two halves (0.0.0.0/1 and
 * 128.0.0.0/1), "everything but the private blocks", and 2000::/3; one company's /8 is not.
 */

export type Family = 4 | 6;

/** From `first` to `last`, both included. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

export interface Block extends Span {
  readonly family: Family;
  readonly prefix: number;
}

function ipv4Number(address: string): bigint | undefined {
  const octets = address.split('.', 5);
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,3}$/.test(octet) || Number(octet) > 255)) return undefined;
  return octets.reduce((sum, octet) => (sum << 8n) + BigInt(octet), 0n);
}

function ipv6Number(address: string): bigint | undefined {
  const [before = '', after, more] = address.split('::', 3);
  const head = before === '' ? [] : before.split(':', 9);
  const tail = after === undefined || after === '' ? [] : after.split(':', 9);
  const zeros = 8 - head.length - tail.length;
  if (more !== undefined || (after === undefined ? zeros !== 0 : zeros < 1)) return undefined;
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`, as AWS writes them in rules and routes; undefined for anything else, such as a prefix list. */
export function blockOf(cidr: string): Block | undefined {
  if (cidr.length > 64) return undefined;
  const [address = '', length = ''] = cidr.split('/', 2);
  const family = address.includes(':') ? 6 : 4;
  const width = family === 6 ? 128 : 32;
  const number = family === 6 ? ipv6Number(address) : ipv4Number(address);
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : width;
  if (number === undefined || prefix > width) return undefined;
  const hosts = BigInt(width - prefix);
  const first = (number >> hosts) << hosts;
  return { family, prefix, first, last: first + (1n << hosts) - 1n };
}

/** The same addresses in ascending order, with no two spans that touch. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const previous = merged.at(-1);
    if (previous && span.first <= previous.last + 1n) {
      if (span.last > previous.last) merged[merged.length - 1] = { first: previous.first, last: span.last };
    } else merged.push({ first: span.first, last: span.last });
  }
  return merged;
}

/** What both have. */
export const intersect = (spans: readonly Span[], others: readonly Span[]): Span[] =>
  spans.flatMap((span) =>
    others
      .map((other) => ({
        first: other.first > span.first ? other.first : span.first,
        last: other.last < span.last ? other.last : span.last,
      }))
      .filter(({ first, last }) => first <= last),
  );

/** What is in `spans` and not in `taken`. */
export const subtract = (spans: readonly Span[], taken: Span): Span[] =>
  spans.flatMap((span) =>
    [
      { first: span.first, last: span.last < taken.first ? span.last : taken.first - 1n },
      { first: span.first > taken.last ? span.first : taken.last + 1n, last: span.last },
    ].filter(({ first, last }) => first <= last),
  );

/** How many addresses. The spans must not overlap. */
export const sizeOf = (spans: readonly Span[]): bigint =>
  spans.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);

const reserved = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].flatMap((cidr) => blockOf(cidr) ?? []);
const everything = (family: Family): Span[] => [{ first: 0n, last: (1n << (family === 6 ? 128n : 32n)) - 1n }];

const spaces: Readonly<Record<Family, readonly Span[]>> = {
  4: reserved.reduce<Span[]>((left, block) => subtract(left, block), everything(4)),
  6: [blockOf('2000::/3')].flatMap((block) => block ?? []),
};
const spaceSizes: Readonly<Record<Family, bigint>> = { 4: sizeOf(spaces[4]), 6: sizeOf(spaces[6]) };

/** The addresses that are routed on the internet. */
export const publicSpace = (family: Family): readonly Span[] => spaces[family];

/** Whether these addresses, which may overlap, are so many of the public ones that they stand for the internet. */
export const isInternet = (spans: readonly Span[], family: Family): boolean =>
  sizeOf(intersect(merge(spans), spaces[family])) * 4n >= spaceSizes[family];

/** Whether these CIDR blocks of one family, taken together, stand for the internet. Blocks of the other family are left aside. */
export const isInternetCidrs = (cidrs: readonly string[], family: Family): boolean =>
  isInternet(
    cidrs.flatMap((cidr) => blockOf(cidr) ?? []).filter((block) => block.family === family),
    family,
  );

/** Whether most of the block's addresses are routed on the internet. */
export const isPublicBlock = (block: Block): boolean =>
  sizeOf(intersect([block], spaces[block.family])) * 2n >= block.last - block.first + 1n;
