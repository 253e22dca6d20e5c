/** Reads a trail row by row and tells the first one that is not as it was written. */
import type { AuditVerification } from '@cspmexa/contracts';
import { genesis, hashOf, isSame, type ChainedEntry } from './chain.js';

/** A row with its hashes. */
export interface HashedEntry {
  readonly entry: ChainedEntry;
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
}

/** What the head of a trail says. `prunedSeq`: the last row that was dropped for its age; 0: none was. */
export interface TrailHead {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly prunedSeq: number;
  readonly prunedHash: Uint8Array | null;
}

/** Where the head was at some time, kept outside of the database. */
export interface Anchor {
  readonly tenantId: string;
  readonly seq: number;
  /** In hex. */
  readonly hash: string;
  /** When the row of the head was written; ISO 8601. */
  readonly at: string | null;
  /** The oldest row that there was then: what came after it, and it, may be dropped for their age alone. Older lines do not say. */
  readonly oldest?: { readonly seq: number; readonly at: string } | undefined;
}

export type Broken = NonNullable<AuditVerification['broken']>;

/** The reader of one trail. Rows come in the order of their seq. */
export class ChainCheck {
  /** Rows that were read and found whole. */
  entries = 0;
  /** The first row that was read. */
  oldestSeq: number | null = null;
  /** The row before the next one. */
  last: { readonly seq: number; readonly hash: Uint8Array; readonly id: string | null };
  private readonly anchors: Map<number, Anchor>;

  /**
   * @param anchors of this trail: their rows must still be what they were.
   * @param keptSince rows written since then must be there; older ones may have been dropped.
   */
  constructor(
    private start: Pick<TrailHead, 'prunedSeq' | 'prunedHash'>,
    anchors: readonly Anchor[] = [],
    private readonly keptSince = new Date(0),
  ) {
    this.anchors = new Map(anchors.map((anchor) => [anchor.seq, anchor]));
    this.last = { seq: start.prunedSeq, hash: start.prunedHash ?? genesis, id: null };
  }

  /** Goes on behind rows that were dropped since the last one was read. */
  skipTo(head: Pick<TrailHead, 'prunedSeq' | 'prunedHash'>): void {
    this.start = head;
    this.last = { seq: head.prunedSeq, hash: head.prunedHash ?? genesis, id: null };
  }

  /** Takes the next row. @returns what is broken, or null. */
  next({ entry, previous, hash }: HashedEntry): Broken | null {
    const { seq, id } = entry;
    if (seq !== this.last.seq + 1) return { seq: this.last.seq + 1, id: null, problem: 'missing' };
    if (!isSame(hashOf(previous, entry), hash)) return { seq, id, problem: 'changed' };
    // This row is whole and holds another hash of the one before: that one was written anew.
    if (!isSame(previous, this.last.hash))
      return {
        seq: Math.max(this.last.seq, 1),
        id: this.last.id ?? (this.last.seq === 0 ? id : null),
        problem: 'changed',
      };
    const anchor = this.anchors.get(seq);
    if (anchor && anchor.hash !== Buffer.from(hash).toString('hex')) return { seq, id, problem: 'changed' };
    this.entries += 1;
    this.oldestSeq ??= seq;
    this.last = { seq, hash, id };
    return null;
  }

  /** There are no more rows. `head`: null where there is none. @returns what is broken, or null. */
  end(head: TrailHead | null): Broken | null {
    const { seq, hash, id } = this.last;
    const cutOff: Broken = { seq: seq + 1, id: null, problem: 'cut-off' };
    if (!head) return seq === 0 && this.anchors.size === 0 ? null : cutOff;
    if (head.seq > seq) return cutOff;
    if (!isSame(head.hash, hash)) return { seq: Math.max(seq, 1), id, problem: 'changed' };
    return this.brokenAnchor();
  }

  /** Anchors of rows that are not there: behind the head, or dropped before their time. */
  private brokenAnchor(): Broken | null {
    const { prunedSeq, prunedHash } = this.start;
    for (const anchor of [...this.anchors.values()].sort((a, b) => a.seq - b.seq)) {
      if (anchor.seq > this.last.seq) return { seq: this.last.seq + 1, id: null, problem: 'cut-off' };
      const { oldest } = anchor;
      if (oldest && oldest.seq <= prunedSeq && new Date(oldest.at) >= this.keptSince)
        return { seq: oldest.seq, id: null, problem: 'missing' };
      if (anchor.seq > prunedSeq || anchor.seq === 0) continue;
      const isOld = anchor.at !== null && new Date(anchor.at) < this.keptSince;
      if (!isOld) return { seq: anchor.seq, id: null, problem: 'missing' };
      if (anchor.seq === prunedSeq && prunedHash && anchor.hash !== Buffer.from(prunedHash).toString('hex'))
        return { seq: anchor.seq, id: null, problem: 'changed' };
    }
    return null;
  }
}
