/** Findings that a person changes, held until the end of the transaction: nobody changes them meanwhile. */
import { AppError, type SqlTransaction } from '@cspmexa/platform';
import type { FindingRow } from '../findings/finding-row.js';
import type { Sql } from '../findings/where.js';

/** What a person's change looks at. */
export type HeldFinding = Pick<
  FindingRow,
  'id' | 'version' | 'account_id' | 'status' | 'exception' | 'assignee' | 'due_at' | 'due_set'
>;

const columns = 'id, version, account_id, status, exception, assignee, due_at, due_set';

/** Holds one. @throws AppError not-found; changed-meanwhile when it has another version than it was read in. */
export async function holdFinding(
  tx: SqlTransaction,
  tenantId: string,
  id: string,
  ifVersion?: number,
): Promise<HeldFinding> {
  const [row] = await holdFindings(tx, tenantId, [id]);
  if (!row) throw new AppError('not-found');
  if (ifVersion !== undefined && row.version !== ifVersion) throw new AppError('changed-meanwhile');
  return row;
}

/** Holds those of these ids that there are, in the order of their ids, so that two who do so do not wait for each other. */
export const holdFindings = (
  tx: SqlTransaction,
  tenantId: string,
  ids: readonly string[],
): PromiseLike<HeldFinding[]> =>
  tx.$queryRawUnsafe<HeldFinding[]>(
    `select ${columns} from findings where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update`,
    tenantId,
    ids,
  );

/** Holds at most `limit` of those that a where-clause finds, but for some. What does not match any more once it is held is left out. */
export const holdMatching = (
  tx: SqlTransaction,
  { text, values }: Sql,
  except: readonly string[],
  limit: number,
): PromiseLike<HeldFinding[]> =>
  tx.$queryRawUnsafe<HeldFinding[]>(
    `select ${columns} from findings where ${text} and not (id = any($${values.length + 1}::uuid[]))
     order by id limit ${limit} for update`,
    ...values,
    except,
  );
