/** Opaque cursors of lists. One holds nothing but a position, and every list is read within its tenant: a forged one gains nothing. */
import { AppError } from '@cspmexa/platform';
import { z } from 'zod';

const Position = z.tuple([z.string(), z.uuid()]);

/** The cursor behind the last item of a page of `list`. */
export const cursorAfter = (list: string, id: string): string =>
  Buffer.from(JSON.stringify([list, id])).toString('base64url');

/** The id that a cursor of `list` stands behind; null for the first page. @throws AppError invalid-cursor. */
export function idOfCursor(list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const position = Position.safeParse(parse(cursor));
  if (!position.success || position.data[0] !== list) throw new AppError('invalid-cursor');
  return position.data[1];
}

/** Cuts the one row more than `limit` that was read to learn whether there is a next page. */
export function pageFrom<Row extends { id: string }>(
  list: string,
  rows: readonly Row[],
  limit: number,
): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last ? cursorAfter(list, last.id) : null };
}

function parse(cursor: string): unknown {
  if (!/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
