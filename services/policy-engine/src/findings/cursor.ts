/** Cursors of the list of findings: a position, signed for one tenant and one query, so that none can be made up or carried over. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '@cspmexa/platform';
import { z } from 'zod';

/** The last row of a page: its value in the sort column (a rank, or milliseconds since 1970) and its id. */
export interface Position {
  readonly value: number;
  readonly id: string;
}

const PositionJson = z.tuple([z.number(), z.uuid()]);

/** Signs and reads cursors. `query` is any text that tells one list from another. */
export class Cursors {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'cspmexa finding cursor', 32));
  }

  write({ value, id }: Position, tenantId: string, query: string): string {
    const payload = Buffer.from(JSON.stringify([value, id])).toString('base64url');
    return `${payload}.${this.sign(payload, tenantId, query).toString('base64url')}`;
  }

  /** @throws AppError invalid-cursor for one that we did not write for this tenant and query. */
  read(cursor: string, tenantId: string, query: string): Position {
    const [payload = '', signature = '', ...rest] = cursor.split('.');
    const expected = this.sign(payload, tenantId, query);
    const given = Buffer.from(signature, 'base64url');
    const isOurs =
      rest.length === 0 &&
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      given.toString('base64url') === signature;
    if (!isOurs) throw new AppError('invalid-cursor');
    const [value, id] = PositionJson.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return { value, id };
  }

  private sign(payload: string, tenantId: string, query: string): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([payload, tenantId, query]))
      .digest()
      .subarray(0, 16);
  }
}
