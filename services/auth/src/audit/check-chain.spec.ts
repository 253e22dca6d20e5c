import type { AuditFacts } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { canonical, genesis, hashOf } from './chain.js';
import { ChainCheck, type Anchor, type Broken, type HashedEntry, type TrailHead } from './check-chain.js';

const tenantId = '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e60';
const idOf = (seq: number): string => `0199f6ce-8a40-7c1e-9d6f-${String(seq).padStart(12, '0')}`;
const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

const factsOf = (seq: number): AuditFacts => ({
  id: idOf(seq),
  at: new Date(Date.UTC(2026, 0, seq)).toISOString(),
  actor: 'ana@tucanuva.example',
  action: 'account.changed',
  outcome: 'done',
  reason: null,
  target: { kind: 'account', id: String(seq) },
  before: { name: 'old', scope: { regions: ['a'], services: [] } },
  after: { name: 'new', scope: { regions: [], services: [] } },
  address: '203.0.113.7',
  userAgent: 'test',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
});

/** A chain of `count` rows. */
function chainOf(count: number, factsAt = factsOf): HashedEntry[] {
  const rows: HashedEntry[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const previous = rows.at(-1)?.hash ?? genesis;
    const entry = { ...factsAt(seq), tenantId, seq };
    rows.push({ entry, previous, hash: hashOf(previous, entry) });
  }
  return rows;
}
const headOf = (rows: readonly HashedEntry[], more: Partial<TrailHead> = {}): TrailHead => ({
  seq: rows.length,
  hash: rows.at(-1)?.hash ?? genesis,
  prunedSeq: 0,
  prunedHash: null,
  ...more,
});

interface Read {
  readonly head?: TrailHead | null;
  readonly anchors?: readonly Anchor[];
  readonly keptSince?: Date;
}
function read(
  rows: readonly HashedEntry[],
  { head = headOf(rows), anchors = [], keptSince }: Read = {},
): Broken | null {
  const check = new ChainCheck(head ?? { prunedSeq: 0, prunedHash: null }, anchors, keptSince);
  for (const row of rows) {
    const broken = check.next(row);
    if (broken) return broken;
  }
  return check.end(head);
}

/** The rows with the one at `seq` replaced. */
const withRow = (seq: number, change: (row: HashedEntry) => HashedEntry): HashedEntry[] =>
  chainOf(10).map((row) => (row.entry.seq === seq ? change(row) : row));

describe('what was written and is as it was', () => {
  it.each([0, 1, 10])('is whole with %i rows', (count) => {
    expect(read(chainOf(count))).toBeNull();
  });

  it('is whole in any order of the keys', () => {
    expect(canonical({ b: [1, { d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":null,"d":1}]}');
  });

  it('is whole without a head when there never was a row', () => {
    expect(read([], { head: null })).toBeNull();
  });

  it('is whole behind rows that are past keeping', () => {
    const rows = chainOf(10);
    const pruned = { prunedSeq: 4, prunedHash: rows[3]?.hash ?? null };
    expect(read(rows.slice(4), { head: headOf(rows, pruned) })).toBeNull();
    expect(read([], { head: headOf(rows, { prunedSeq: 10, prunedHash: rows[9]?.hash ?? null }) })).toBeNull();
  });
});

const edits: Readonly<Record<string, Partial<HashedEntry['entry']>>> = {
  tenantId: { tenantId: idOf(99) },
  id: { id: idOf(98) },
  at: { at: '2020-01-01T00:00:00.000Z' },
  actor: { actor: 'rui@tucanuva.example' },
  action: { action: 'account.added' },
  outcome: { outcome: 'refused' },
  reason: { reason: 'forbidden' },
  'target.kind': { target: { kind: 'scan', id: '5' } },
  'target.id': { target: { kind: 'account', id: '6' } },
  before: { before: null },
  after: { after: { name: 'new', scope: { regions: ['b'], services: [] } } },
  address: { address: null },
  userAgent: { userAgent: 'other' },
  traceId: { traceId: null },
};

describe('what is not as it was written (U02)', () => {
  it.each(Object.keys(edits))('names the row whose %s was edited', (field) => {
    const rows = withRow(5, (row) => ({ ...row, entry: { ...row.entry, ...edits[field] } }));
    expect(read(rows)).toMatchObject({ seq: 5, problem: 'changed' });
  });

  it('has an edit for each field of a row', () => {
    const fields = Object.keys(factsOf(1)).filter((field) => field !== 'target');
    expect(Object.keys(edits)).toEqual(expect.arrayContaining([...fields, 'target.kind', 'target.id', 'tenantId']));
  });

  it('names the row whose hash was edited', () => {
    expect(read(withRow(5, (row) => ({ ...row, hash: genesis })))).toMatchObject({ seq: 5, problem: 'changed' });
  });

  it('names the row whose hash of the one before was edited', () => {
    expect(read(withRow(5, (row) => ({ ...row, previous: genesis })))).toMatchObject({ seq: 5, problem: 'changed' });
  });

  it('names the row that was edited and hashed anew, not the one behind it', () => {
    const rows = withRow(5, ({ entry, previous }) => {
      const edited = { ...entry, actor: 'rui@tucanuva.example' };
      return { entry: edited, previous, hash: hashOf(previous, edited) };
    });
    expect(read(rows)).toEqual({ seq: 5, id: idOf(5), problem: 'changed' });
  });

  it('names the newest row when it was edited and hashed anew', () => {
    const rows = withRow(10, ({ entry, previous }) => {
      const edited = { ...entry, actor: 'rui@tucanuva.example' };
      return { entry: edited, previous, hash: hashOf(previous, edited) };
    });
    expect(read(rows, { head: headOf(chainOf(10)) })).toEqual({ seq: 10, id: idOf(10), problem: 'changed' });
  });

  it.each([
    ['the first', 1],
    ['one in the middle', 5],
  ])('names %s when it is missing', (_, seq) => {
    const rows = chainOf(10).filter(({ entry }) => entry.seq !== seq);
    expect(read(rows, { head: headOf(chainOf(10)) })).toEqual({ seq, id: null, problem: 'missing' });
  });

  it('names the first row of a tail that was cut off', () => {
    expect(read(chainOf(7), { head: headOf(chainOf(10)) })).toEqual({ seq: 8, id: null, problem: 'cut-off' });
    expect(read([], { head: headOf(chainOf(10)) })).toEqual({ seq: 1, id: null, problem: 'cut-off' });
  });

  it('sees that the head is gone', () => {
    expect(read(chainOf(7), { head: null })).toEqual({ seq: 8, id: null, problem: 'cut-off' });
  });

  it('names the first of two rows that were swapped', () => {
    const rows = chainOf(10);
    const swapped = rows.map((row, index) => {
      const other = index === 3 ? rows[6] : index === 6 ? rows[3] : row;
      return { ...(other ?? row), entry: { ...(other ?? row).entry, seq: row.entry.seq } };
    });
    expect(read(swapped)).toMatchObject({ seq: 4, problem: 'changed' });
  });
});

describe('against somebody who writes the whole chain anew (U02)', () => {
  const honest = chainOf(10);
  const anchors = [4, 8].map((seq): Anchor => {
    const row = honest[seq - 1];
    return { tenantId, seq, hash: hex(row?.hash ?? genesis), at: row?.entry.at ?? null };
  });

  it('finds every anchor in the trail that was anchored', () => {
    expect(read(honest, { anchors })).toBeNull();
  });

  it('names the first anchored row that is another one now', () => {
    const forged = chainOf(10, (seq) => ({ ...factsOf(seq), actor: seq === 6 ? 'nobody' : factsOf(seq).actor }));
    expect(read(forged)).toBeNull();
    expect(read(forged, { anchors })).toEqual({ seq: 8, id: idOf(8), problem: 'changed' });
  });

  it('sees that the chain ends before an anchor, or is gone with its head', () => {
    const cutOff = { id: null, problem: 'cut-off' };
    expect(read(chainOf(6), { anchors })).toEqual({ seq: 7, ...cutOff });
    expect(read([], { head: null, anchors })).toEqual({ seq: 1, ...cutOff });
    expect(read([], { head: headOf([]), anchors })).toEqual({ seq: 1, ...cutOff });
  });

  it('takes an anchored row for dropped only when it was past keeping', () => {
    const head = headOf(honest, { prunedSeq: 4, prunedHash: honest[3]?.hash ?? null });
    const rows = honest.slice(4);
    expect(read(rows, { head, anchors, keptSince: new Date('2026-01-07') })).toBeNull();
    expect(read(rows, { head, anchors, keptSince: new Date('2026-01-02') })).toEqual({
      seq: 4,
      id: null,
      problem: 'missing',
    });
  });

  it('takes no row for dropped that an anchor knows of and that was not past keeping', () => {
    const head = headOf(honest, { prunedSeq: 4, prunedHash: honest[3]?.hash ?? null });
    const rows = honest.slice(4);
    // Behind the last dropped row: the anchor itself is still where it was.
    const anchoredWith = (oldest: { readonly seq: number; readonly at: string }): Anchor[] =>
      anchors.slice(1).map((anchor) => ({ ...anchor, oldest }));
    const keptSince = new Date('2026-01-07');
    const kept = (oldest: { readonly seq: number; readonly at: string }) =>
      read(rows, { head, anchors: anchoredWith(oldest), keptSince });
    expect(kept({ seq: 1, at: '2026-01-01T00:00:00.000Z' })).toBeNull();
    expect(kept({ seq: 5, at: '2026-01-08T00:00:00.000Z' })).toBeNull();
    for (const seq of [1, 4])
      expect(kept({ seq, at: '2026-01-07T00:00:00.000Z' })).toEqual({ seq, id: null, problem: 'missing' });
  });

  it('sees that the hash on which the rest stands is another one than was anchored', () => {
    const forged = chainOf(10, (seq) => ({ ...factsOf(seq), actor: 'nobody' }));
    const head = headOf(forged, { prunedSeq: 4, prunedHash: forged[3]?.hash ?? null });
    expect(read(forged.slice(4), { head, anchors: anchors.slice(0, 1), keptSince: new Date('2026-01-07') })).toEqual({
      seq: 4,
      id: null,
      problem: 'changed',
    });
  });
});
