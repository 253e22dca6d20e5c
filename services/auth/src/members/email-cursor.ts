/** Pages of lists that are ordered by e-mail address, each of which is there once. */
import { cutPage, type Cursors } from '@cspmexa/platform';
import { z } from 'zod';

/** A list, by what tells it from others. */
export interface ListByAddress {
  readonly cursors: Cursors;
  readonly tenantId: string;
  readonly list: 'members' | 'invitations';
}

/** The part of a where clause that skips what came before. @throws invalid-cursor */
export const after = (
  { cursors, tenantId, list }: ListByAddress,
  cursor: string | undefined,
): { email?: { gt: string } } =>
  cursor === undefined ? {} : { email: { gt: cursors.read(cursor, tenantId, list, z.string()) } };

/** A page of rows of which one more was read than is shown. */
export function pageOf<Row extends { readonly email: string }, Noun>(
  { cursors, tenantId, list }: ListByAddress,
  rows: readonly Row[],
  limit: number,
  nounOf: (row: Row) => Noun,
): { items: Noun[]; next: string | null } {
  const { rows: page, last } = cutPage(rows, limit);
  return { items: page.map(nounOf), next: last ? cursors.write(last.email, tenantId, list) : null };
}
