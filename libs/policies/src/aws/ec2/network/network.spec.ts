import { describe, expect, it } from '@jest/globals';
import type { NetworkAclEntry, SecurityGroupRule } from '@cspmexa/resources';
import fc from 'fast-check';
import {
  blockOf,
  intersect,
  isInternet,
  isInternetCidrs,
  isPublicBlock,
  merge,
  sizeOf,
  subtract,
  type Family,
  type Span,
} from './addresses.js';
import { admitsInternet, admittedPorts } from './network-acl.js';
import {
  cuts,
  describePorts,
  everyPort,
  includesPort,
  intersectPorts,
  isEveryPort,
  mergePorts,
  portsOf,
  withoutPorts,
  type PortRange,
} from './ports.js';
import { internetRoute, tableOf } from './route.js';
import { aclEntry, openRule } from './sample-rules.js';
import { internetPorts, rulesThatOpen } from './security-group.js';

const span = fc
  .tuple(fc.nat(300), fc.nat(40))
  .map(([first, more]): Span => ({ first: BigInt(first), last: BigInt(first + more) }));
const spans = fc.array(span, { maxLength: 12 });
const holds = (set: readonly Span[], address: bigint): boolean =>
  set.some(({ first, last }) => first <= address && address <= last);
const address = fc.nat(360).map(BigInt);

const range = fc
  .tuple(fc.nat(65_535), fc.nat(65_535))
  .map(([a, b]): PortRange => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ranges = fc.array(range, { maxLength: 8 });
const port = fc.nat(65_535);
const cidr = fc.constantFrom(
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '10.0.0.0/8',
  '8.8.8.0/24',
  '52.0.0.0/8',
  '64.0.0.0/2',
  '192.0.0.0/2',
);

describe('sets of addresses', () => {
  it('merging keeps exactly the same addresses, in order, without touching spans', () => {
    fc.assert(
      fc.property(spans, address, (set, one) => {
        const merged = merge(set);
        expect(holds(merged, one)).toBe(holds(set, one));
        for (const [index, { first }] of merged.entries())
          expect(index === 0 || first > (merged[index - 1]?.last ?? 0n) + 1n).toBe(true);
      }),
    );
  });

  it('what is taken away is gone and nothing else', () => {
    fc.assert(
      fc.property(spans, span, address, (set, taken, one) => {
        expect(holds(subtract(set, taken), one)).toBe(holds(set, one) && !holds([taken], one));
        expect(holds(intersect(set, [taken]), one)).toBe(holds(set, one) && holds([taken], one));
      }),
    );
  });

  it('splits the size between the two', () => {
    fc.assert(
      fc.property(spans, span, (set, taken) => {
        const merged = merge(set);
        expect(sizeOf(subtract(merged, taken)) + sizeOf(intersect(merged, [taken]))).toBe(sizeOf(merged));
      }),
    );
  });

  it.each<[cidr: string, first: string, size: bigint]>([
    ['10.0.0.0/8', '0xa000000', 16_777_216n],
    ['10.1.2.3/8', '0xa000000', 16_777_216n],
    ['0.0.0.0/0', '0x0', 4_294_967_296n],
    ['255.255.255.255/32', '0xffffffff', 1n],
    ['::/0', '0x0', 1n << 128n],
    ['2001:db8::/32', '0x20010db8000000000000000000000000', 1n << 96n],
    ['::1/128', '0x1', 1n],
  ])('reads %s', (text, first, size) => {
    const block = blockOf(text);
    expect(block && [block.first, block.last - block.first + 1n]).toEqual([BigInt(first), size]);
  });

  it.each([
    '',
    'pl-0a1b2c3d',
    '10.0.0/8',
    '10.0.0.256/8',
    '10.0.0.0/33',
    '::/129',
    '1::2::3/64',
    ':::/0',
    '1:2:3:4:5:6:7:8:9/64',
    'a'.repeat(100),
  ])('does not read %p', (text) => {
    expect(blockOf(text)).toBeUndefined();
  });

  it.each<[is: boolean, family: Family, cidrs: string[]]>([
    [true, 4, ['0.0.0.0/0']],
    [true, 4, ['0.0.0.0/1', '128.0.0.0/1']],
    [true, 4, ['64.0.0.0/2']],
    [true, 4, ['0.0.0.0/5', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/2']],
    [true, 6, ['::/0']],
    [true, 6, ['2000::/3']],
    [true, 6, ['2000::/4', '3000::/4']],
    [false, 4, []],
    [false, 4, ['::/0']],
    [false, 6, ['0.0.0.0/0']],
    [false, 4, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
    [false, 4, ['52.0.0.0/8']],
    [false, 4, ['224.0.0.0/3']],
    [false, 4, ['pl-0a1b2c3d']],
    [false, 6, ['fc00::/7']],
    [false, 6, ['2600:1f1e::/36']],
  ])('is the internet: %p, over IPv%p: %j', (is, family, cidrs) => {
    expect(isInternetCidrs(cidrs, family)).toBe(is);
  });

  it('more blocks never make less of the internet, and their order does not matter', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 5 }), cidr, (cidrs, one) => {
        const before = isInternetCidrs(cidrs, 4);
        expect(isInternetCidrs([...cidrs, one], 4) || !before).toBe(true);
        expect(isInternetCidrs([...cidrs].reverse(), 4)).toBe(before);
      }),
    );
  });

  it.each([
    ['8.8.8.0/24', true],
    ['52.0.0.0/8', true],
    ['10.0.0.0/8', false],
    ['192.168.0.0/16', false],
  ])('%s is public: %p', (text, is) => {
    const block = blockOf(text);
    expect(block && isPublicBlock(block)).toBe(is);
  });
});

describe('ranges of ports', () => {
  it('merging keeps exactly the same ports', () => {
    fc.assert(
      fc.property(ranges, port, (set, one) => expect(includesPort(mergePorts(set), one)).toBe(includesPort(set, one))),
    );
  });

  it('taking single ports away takes those and no others', () => {
    fc.assert(
      fc.property(ranges, fc.array(port, { maxLength: 4 }), port, (set, taken, one) => {
        expect(includesPort(withoutPorts(set, taken), one)).toBe(includesPort(set, one) && !taken.includes(one));
      }),
    );
  });

  it('what two have in common is in both', () => {
    fc.assert(
      fc.property(ranges, ranges, port, (a, b, one) => {
        expect(includesPort(intersectPorts(a, b), one)).toBe(includesPort(a, one) && includesPort(b, one));
      }),
    );
  });

  it('cuts cover every port once, and each lies in a range or beside it', () => {
    fc.assert(
      fc.property(ranges, (set) => {
        const pieces = cuts(set);
        expect(pieces.at(0)?.from).toBe(0);
        expect(pieces.at(-1)?.to).toBe(65_535);
        for (const [index, piece] of pieces.entries()) {
          if (index > 0) expect(piece.from).toBe((pieces[index - 1]?.to ?? 0) + 1);
          for (const { from, to } of set)
            expect(to < piece.from || from > piece.to || (from <= piece.from && piece.to <= to)).toBe(true);
        }
      }),
    );
  });

  it.each<[Parameters<typeof portsOf>[0], PortRange]>([
    [
      { protocol: 'tcp', fromPort: 22, toPort: 22 },
      { from: 22, to: 22 },
    ],
    [{ protocol: '-1', fromPort: null, toPort: null }, everyPort],
    [{ protocol: '-1', fromPort: 22, toPort: 22 }, everyPort],
    [{ protocol: 'tcp', fromPort: null, toPort: null }, everyPort],
    [{ protocol: 'tcp', fromPort: -1, toPort: -1 }, everyPort],
  ])('%j means %j', (rule, expected) => {
    expect(portsOf(rule)).toEqual(expected);
  });

  it('writes ranges as people do', () => {
    expect(
      describePorts([
        { from: 22, to: 22 },
        { from: 80, to: 90 },
      ]),
    ).toBe('22, 80-90');
    expect(
      isEveryPort([
        { from: 1, to: 40_000 },
        { from: 40_001, to: 65_535 },
      ]),
    ).toBe(true);
    expect(
      isEveryPort([
        { from: 1, to: 40_000 },
        { from: 40_002, to: 65_535 },
      ]),
    ).toBe(false);
  });
});

const rule = fc
  .tuple(range, fc.array(cidr, { maxLength: 2 }), fc.constantFrom('tcp', 'udp', '6', '-1', 'icmp', '58'))
  .map(([{ from, to }, ipv4, protocol]): SecurityGroupRule => openRule(from, { toPort: to, ipv4, protocol }));
const speaksTcp = new Set(['tcp', '6', '-1']);

describe('what a security group opens', () => {
  it('is, port by port, what the sources of the rules for it make together', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), port, (rules, one) => {
        const sources = rules
          .filter(({ protocol }) => speaksTcp.has(protocol))
          .filter((given) => includesPort([portsOf(given)], one))
          .flatMap(({ ipv4 }) => ipv4);
        expect(includesPort(internetPorts(rules, 'tcp', 4), one)).toBe(isInternetCidrs(sources, 4));
      }),
      { numRuns: 500 },
    );
  });

  it('names the rules that did it, and keeps the list short', () => {
    const rules = Array.from({ length: 9 }, () => openRule(22, { ipv4: ['0.0.0.0/0', '8.8.8.0/24', '10.0.0.0/8'] }));
    expect(
      rulesThatOpen([openRule(443), openRule(22, { ipv4: ['10.0.0.0/8'] }), ...rules], 'tcp', 4, [
        { from: 22, to: 22 },
      ]),
    ).toEqual(
      Array.from({ length: 5 }, () => ({
        protocol: 'tcp',
        ports: '22',
        sources: ['0.0.0.0/0', '8.8.8.0/24', '10.0.0.0/8'],
      })),
    );
  });
});

const entry = fc
  .tuple(
    fc.integer({ min: 1, max: 32_766 }),
    fc.boolean(),
    range,
    cidr,
    fc.constantFrom('6', '17', '-1', '1'),
    fc.boolean(),
  )
  .map(([number, allow, { from, to }, ipv4, protocol, egress]): NetworkAclEntry =>
    aclEntry(number, { allow, fromPort: from, toPort: to, ipv4, protocol, egress }),
  );

describe('what a network ACL lets in', () => {
  it('is decided for each address by the first entry that matches', () => {
    const samples = ['1.1.1.1', '8.8.8.8', '52.1.1.1', '66.1.1.1', '130.1.1.1', '200.1.1.1'].flatMap(
      (text) => blockOf(text) ?? [],
    );
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ number }) => number, maxLength: 6 }), port, (entries, one) => {
        const verdicts = samples.map((sample) => {
          const first = [...entries]
            .sort((a, b) => a.number - b.number)
            .find((given) => {
              const block = blockOf(given.ipv4 ?? '');
              return (
                !given.egress &&
                ['6', '-1'].includes(given.protocol) &&
                includesPort([portsOf(given)], one) &&
                block !== undefined &&
                block.first <= sample.first &&
                sample.last <= block.last
              );
            });
          return first?.allow ?? false;
        });
        // The samples stand for all blocks of the entries: if all agree, so does the answer.
        if (verdicts.every((allowed) => allowed)) expect(admitsInternet(entries, 'tcp', one, 4)).toBe(true);
        if (verdicts.every((allowed) => !allowed)) expect(admitsInternet(entries, 'tcp', one, 4)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same answer for a port as for the ranges of all ports', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ number }) => number, maxLength: 5 }), port, (entries, one) => {
        expect(includesPort(admittedPorts(entries, 'tcp', 4), one)).toBe(admitsInternet(entries, 'tcp', one, 4));
      }),
    );
  });

  it('an entry before all others decides alone', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), fc.boolean(), port, (entries, allow, one) => {
        expect(admitsInternet([...entries, aclEntry(0, { allow })], 'tcp', one, 4)).toBe(allow);
      }),
    );
  });
});

describe('where a subnet leads', () => {
  const route = (target: string, destination = '0.0.0.0/0', state = 'active') => ({ target, destination, state });

  it.each<[ReturnType<typeof internetRoute>, Family, ReturnType<typeof route>[]]>([
    ['gateway', 4, [route('igw-0a1b2c3d')]],
    ['gateway', 4, [route('igw-0a1b2c3d', '0.0.0.0/1'), route('igw-0a1b2c3d', '128.0.0.0/1')]],
    ['gateway', 6, [route('igw-0a1b2c3d', '::/0')]],
    ['inspected', 4, [route('vpce-0a1b2c3d')]],
    [null, 6, [route('igw-0a1b2c3d')]],
    [null, 6, [route('eigw-0a1b2c3d', '::/0')]],
    [null, 4, [route('nat-0a1b2c3d')]],
    [null, 4, [route('tgw-0a1b2c3d')]],
    [null, 4, [route('igw-0a1b2c3d', '8.8.8.0/24')]],
    [null, 4, [route('igw-0a1b2c3d', '0.0.0.0/0', 'blackhole')]],
    [null, 4, []],
  ])('%p over IPv%p with %j', (expected, family, routes) => {
    expect(internetRoute(routes, family)).toBe(expected);
  });

  it('uses the associated table, else the main one', () => {
    const table = (routeTableId: string, isMain: boolean, subnetIds: string[]) => ({
      base: { routeTableId, isMain, subnetIds },
      facets: { routes: [] },
    });
    const [main, own, other] = [
      table('main', true, []),
      table('own', false, ['subnet-a']),
      table('other', false, ['subnet-b']),
    ];
    expect(tableOf([main, own, other], 'subnet-a')).toBe(own);
    expect(tableOf([main, own, other], 'subnet-c')).toBe(main);
    expect(tableOf([own, other], 'subnet-c')).toBeUndefined();
  });

  it('a quarter of the internet is the internet', () => {
    expect(isInternet([{ first: 0n, last: (1n << 32n) - 1n }], 4)).toBe(true);
    expect(isInternet([], 4)).toBe(false);
  });
});
