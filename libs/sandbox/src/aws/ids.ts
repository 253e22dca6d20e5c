/** Deterministic ids: the same seed gives the same account, byte for byte. */

/** A source of pseudo-random ids in the forms that AWS uses. */
export interface IdSource {
  /** A whole number from 0 up to, but not including, `below`. */
  integer(below: number): number;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** An EC2 id such as `vol-0a1b2c3d4e5f60718`. */
  ec2(prefix: string): string;
  /** An IAM id such as `AIDAJ2…`: the prefix and 17 capitals or digits. */
  iam(prefix: string): string;
  /** A UUID. */
  uuid(): string;
}

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Makes a source from a seed (mulberry32: small, fast, and the same on every machine). */
export function idSource(seed: number): IdSource {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (below: number): number => next() % below;
  const hex = (length: number): string => {
    let text = '';
    while (text.length < length) text += next().toString(16).padStart(8, '0');
    return text.slice(0, length);
  };
  const iam = (prefix: string): string => {
    let text = prefix;
    for (let i = 0; i < 17; i += 1) text += CAPITALS[integer(CAPITALS.length)] ?? 'A';
    return text;
  };
  return {
    integer,
    hex,
    iam,
    ec2: (prefix) => `${prefix}-0${hex(16)}`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
