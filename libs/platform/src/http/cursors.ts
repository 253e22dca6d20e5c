/** Cursors of lists: a position, signed for one tenant and one list, so that none can be made up or carried over. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../errors/app-error.js';

/** Signs and reads cursors. `list` is any text that tells one list from another, with its filters and its order. */
export class Cursors {
  private readonly key: Buffer;

  /** The key is derived from `secret`, which all replicas share. */
  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'cspmexa list cursor', 32));
  }

  /** `position` is anything that JSON holds, for example the sort value and the id of the last row. */
  write(position: unknown, tenantId: string, list: string): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${this.sign(payload, tenantId, list).toString('base64url')}`;
  }

  /** @throws AppError invalid-cursor for one that we did not write for this tenant and list. */
  read<Position extends z.ZodType>(
    cursor: string,
    tenantId: string,
    list: string,
    schema: Position,
  ): z.output<Position> {
    const [payload = '', signature = '', ...rest] = cursor.split('.');
    const expected = this.sign(payload, tenantId, list);
    const given = Buffer.from(signature, 'base64url');
    const isOurs =
      rest.length === 0 &&
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      given.toString('base64url') === signature;
    if (!isOurs) throw new AppError('invalid-cursor');
    const position = schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    // One of ours, from before an update that changed what a position is.
    if (!position.success) throw new AppError('invalid-cursor', { cause: position.error });
    return position.data;
  }

  private sign(payload: string, tenantId: string, list: string): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([payload, tenantId, list]))
      .digest()
      .subarray(0, 16);
  }
}

/** Cuts the one row more than `limit` that was read to learn whether there is a next page. */
export function cutPage<Row>(rows: readonly Row[], limit: number): { rows: Row[]; last: Row | undefined } {
  const page = rows.slice(0, limit);
  return { rows: page, last: rows.length > limit ? page.at(-1) : undefined };
}
