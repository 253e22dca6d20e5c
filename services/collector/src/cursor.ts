/** Opaque cursors of lists: each names the row that it stands behind, for one tenant and one list. */
import { cutPage, type Cursors } from '@cspmexa/platform';
import { z } from 'zod';

/** The list that a store pages through. */
export interface PagedList {
  readonly cursors: Cursors;
  readonly tenantId: string;
  /** Tells one list from another. */
  readonly list: string;
}

const Id = z.uuid();

/** The id that a cursor stands behind; null for the first page. @throws AppError invalid-cursor. */
export const idOfCursor = ({ cursors, tenantId, list }: PagedList, cursor: string | undefined): string | null =>
  cursor === undefined ? null : cursors.read(cursor, tenantId, list, Id);

/** Cuts the one row more than `limit` that was read to learn whether there is a next page. */
export function pageFrom<Row extends { id: string }>(
  { cursors, tenantId, list }: PagedList,
  found: readonly Row[],
  limit: number,
): { rows: Row[]; next: string | null } {
  const { rows, last } = cutPage(found, limit);
  return { rows, next: last ? cursors.write(last.id, tenantId, list) : null };
}
