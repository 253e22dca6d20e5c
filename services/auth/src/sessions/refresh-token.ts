/** Refresh tokens: what they are, how they are kept, and which one follows which. */
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** The first token of a session. */
export const firstToken = (): string => randomBytes(32).toString('base64url');

/** As a token is kept: whoever reads the database cannot use it. */
export const hashOf = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());

/** The one token that follows a token. Only we can tell it, and always the same: an answer that got lost on its way can be given again. */
export const successorOf = (token: string, secret: string): string =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', secret, '', 'cspmexa/auth/refresh-tokens/v1', 32)))
    .update(token)
    .digest('base64url');
