/** What people say of controls, in the database. What is replaced or taken back is kept with its end. */
import { Attestation } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import type { Said } from './status.js';

/** The account of what is said of all of them. */
export const everyAccount = '00000000-0000-0000-0000-000000000000';

export interface AttestationRow {
  readonly id: string;
  readonly controlId: string;
  /** `everyAccount` for what is said of all. */
  readonly accountId: string;
  readonly verdict: Said;
  readonly note: string;
  readonly evidenceUrl: string | null;
  readonly by: string;
  readonly at: Date;
  readonly until: Date;
}

const columns = `id, control_id as "controlId", account_id as "accountId", verdict, note, evidence_url as "evidenceUrl", by, at, until`;

/** What was said and not taken back or replaced, expired or not; of one control if it is given. Newest first. */
export const attestationsOf = (
  tx: SqlTransaction,
  tenantId: string,
  controlId?: string,
): PromiseLike<AttestationRow[]> =>
  tx.$queryRawUnsafe(
    `select ${columns} from attestations where tenant_id = $1::uuid and ended_at is null and ($2::text is null or control_id = $2)
     order by at desc, id desc`,
    tenantId,
    controlId ?? null,
  );

/** Ends what is said of a control, for an account or for all. Returns what it was; undefined when nothing was said. */
export async function endAttestation(
  tx: SqlTransaction,
  tenantId: string,
  { controlId, accountId }: Pick<AttestationRow, 'controlId' | 'accountId'>,
  at: Date,
): Promise<AttestationRow | undefined> {
  const [ended] = await tx.$queryRawUnsafe<AttestationRow[]>(
    `update attestations set ended_at = $4::timestamptz
     where tenant_id = $1::uuid and control_id = $2 and account_id = $3::uuid and ended_at is null returning ${columns}`,
    tenantId,
    controlId,
    accountId,
    at.toISOString(),
  );
  return ended;
}

/** Writes what somebody says. What was said before must have been ended. */
export const insertAttestation = (tx: SqlTransaction, tenantId: string, row: AttestationRow): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `insert into attestations (tenant_id, id, control_id, account_id, verdict, note, evidence_url, by, at, until)
     values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6, $7, $8, $9::timestamptz, $10::timestamptz)`,
    ...[tenantId, row.id, row.controlId, row.accountId, row.verdict, row.note, row.evidenceUrl, row.by],
    row.at.toISOString(),
    row.until.toISOString(),
  );

/** As the API shows it. */
export const attestationOf = (row: AttestationRow, now: Date): Attestation => ({
  controlId: row.controlId,
  accountId: row.accountId === everyAccount ? null : row.accountId,
  verdict: row.verdict,
  note: row.note,
  evidenceUrl: row.evidenceUrl,
  by: row.by,
  at: row.at.toISOString(),
  until: row.until.toISOString(),
  expired: !holds(row, now),
});

/** Whether it counts. */
export const holds = ({ until }: Pick<AttestationRow, 'until'>, now: Date): boolean => until > now;

/** What is said, and holds, of each control: for an account before what is said of all. */
export class Sayings {
  /** By control and account. */
  private readonly byControl = new Map<string, Map<string, Said>>();

  constructor(rows: readonly AttestationRow[], now: Date) {
    for (const row of rows.filter((one) => holds(one, now))) {
      const byAccount = this.byControl.get(row.controlId) ?? new Map<string, Said>();
      this.byControl.set(row.controlId, byAccount.set(row.accountId, row.verdict));
    }
  }

  of(controlId: string, accountId: string): Said | undefined {
    return this.byControl.get(controlId)?.get(accountId) ?? this.ofAll(controlId);
  }

  ofAll(controlId: string): Said | undefined {
    return this.byControl.get(controlId)?.get(everyAccount);
  }
}
