/** An export as its row holds it, and as the API shows it. */
import { ExportInput, type Export } from '@cspmexa/contracts';

export interface ExportRow {
  tenant_id: string;
  id: string;
  owner: string;
  /** The accounts that the owner may see; empty: every account. */
  account_ids: string[];
  input: unknown;
  state: Export['state'];
  rows: number;
  total: number | null;
  bytes: bigint | null;
  file_name: string;
  object_key: string | null;
  failure: string | null;
  worker: string | null;
  attempts: number;
  created_at: Date;
  ended_at: Date | null;
  expires_at: Date | null;
}

/** What the API says of an export. */
export const exportOf = (row: ExportRow): Export => ({
  id: row.id,
  input: ExportInput.parse(row.input),
  state: row.state,
  rows: row.rows,
  total: row.total,
  bytes: row.bytes === null ? null : Number(row.bytes),
  fileName: row.file_name,
  failure: row.failure,
  createdAt: row.created_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
});

/** Whether it is still there; whoever deletes those that are not comes every few minutes. */
export const isKept = ({ expires_at: until }: Pick<ExportRow, 'expires_at'>, now: Date): boolean =>
  until === null || until > now;

/** Whether somebody who may see these accounts (undefined: every account) may still see what an export holds. */
export const mayStillSee = (
  { account_ids: exported }: Pick<ExportRow, 'account_ids'>,
  shown: readonly string[] | undefined,
): boolean => shown === undefined || (exported.length > 0 && exported.every((id) => shown.includes(id)));

/** Everything in the object store that belongs to an export: `exports/tenant/id/attempt`. */
export const folderOf = ({ tenant_id: tenantId, id }: Pick<ExportRow, 'tenant_id' | 'id'>): string =>
  `${exportsFolder}${tenantId}/${id}/`;

/** Where exports are in the object store. */
export const exportsFolder = 'exports/';
