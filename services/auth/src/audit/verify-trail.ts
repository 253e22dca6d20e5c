/** Verifies a whole trail, a page at a time, while it goes on being written. */
import type { AuditVerification } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import type { AuthDatabase } from '../database.js';
import { ChainCheck, type Anchor, type Broken, type TrailHead } from './check-chain.js';
import { entryColumns, entryOf, type EntryRow } from './entry-rows.js';

/** Rows of one page: what is in memory at a time. */
const pageSize = 1_000;

export interface VerifySettings {
  /** Of any tenant; those of others are left alone. */
  readonly anchors?: readonly Anchor[];
  /** Rows written since then must be there, older ones may have been dropped. */
  readonly keptSince?: Date;
}

/** Reads the trail of a tenant from its first row to its head. @returns the first row that is not as it was written, if any. */
export async function verifyTrail(
  database: AuthDatabase,
  tenantId: string,
  { anchors = [], keptSince }: VerifySettings = {},
): Promise<AuditVerification> {
  const own = anchors.filter((anchor) => anchor.tenantId === tenantId);
  let check: ChainCheck | undefined;
  const answer = (head: TrailHead | null, broken: Broken | null): AuditVerification => ({
    entries: check?.entries ?? 0,
    head: head && head.seq > 0 ? Buffer.from(head.hash).toString('hex') : null,
    oldestSeq: check?.oldestSeq ?? null,
    broken,
  });
  for (;;) {
    const after: number = check?.last.seq ?? 0;
    // One statement, so that the rows and the head are of the same moment.
    const { head, rows } = await database.withTenant(tenantId, (tx) => readPage(tx, tenantId, after));
    check ??= new ChainCheck(head ?? { prunedSeq: 0, prunedHash: null }, own, keptSince);
    if (head && head.prunedSeq > check.last.seq) check.skipTo(head);
    for (const row of rows) {
      const entry = entryOf(row);
      if (entry.seq <= check.last.seq) continue; // Read before it was dropped.
      if (head && entry.seq > head.seq) return answer(head, { seq: entry.seq, id: entry.id, problem: 'added' });
      const broken = check.next({ entry, previous: row.previous, hash: row.hash });
      if (broken) return answer(head, broken);
    }
    if (rows.length < pageSize) return answer(head, check.end(head));
  }
}

interface PageRow {
  readonly head_seq: bigint | null;
  readonly head_hash: Uint8Array | null;
  readonly pruned_seq: bigint | null;
  readonly pruned_hash: Uint8Array | null;
  /** A list of rows as JSON: one value costs a fraction of what a thousand rows of seventeen do. */
  readonly rows: string | null;
}

async function readPage(
  tx: SqlTransaction,
  tenantId: string,
  after: number,
): Promise<{ head: TrailHead | null; rows: EntryRow[] }> {
  const [page] = await tx.$queryRawUnsafe<PageRow[]>(
    `select h.seq as head_seq, h.hash as head_hash, h.pruned_seq, h.pruned_hash,
       (select json_agg(e order by e.seq)::text from
          (select ${entryColumns} from audit_entries e
           where e.tenant_id = t.id and e.seq > $2::bigint order by e.seq limit ${pageSize}) e) as rows
     from (select $1::uuid as id) t left join audit_heads h on h.tenant_id = t.id`,
    tenantId,
    after,
  );
  return { head: headOf(page), rows: rowsOf(page?.rows) };
}

/** A row as JSON has it: times and bytes are texts. */
type JsonRow = Omit<EntryRow, 'at' | 'previous' | 'hash'> & Readonly<Record<'at' | 'previous' | 'hash', string>>;

function rowsOf(json: string | null | undefined): EntryRow[] {
  // What json_agg makes of the columns that are named.
  const rows = JSON.parse(json ?? '[]') as JsonRow[];
  return rows.map((row) => ({
    ...row,
    at: new Date(row.at),
    previous: bytesOf(row.previous),
    hash: bytesOf(row.hash),
  }));
}

/** Of the form `\x00ff`. */
const bytesOf = (text: string): Uint8Array => Buffer.from(text.slice(2), 'hex');

const headOf = (row: PageRow | undefined): TrailHead | null =>
  row?.head_hash
    ? {
        seq: Number(row.head_seq),
        hash: row.head_hash,
        prunedSeq: Number(row.pruned_seq),
        prunedHash: row.pruned_hash,
      }
    : null;
