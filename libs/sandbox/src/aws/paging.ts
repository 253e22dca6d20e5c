/** Pages of lists, with tokens that are opaque to the client and checked when they come back. */
import type { CallContext } from './context.js';
import { AwsError } from './errors.js';

/** A page and the token of the next one, if there is one. */
export interface Page<Item> {
  items: Item[];
  next: string | undefined;
}

/** What a client asked for: a token of an earlier page, and the largest page it wants. */
export interface PageRequest {
  token: string | undefined;
  limit: number | undefined;
}

/**
 * Cuts one page out of a list, no longer than the client asked and the account's settings allow. `badToken` is the
 * error of the service for a token that it never gave.
 */
export function pageOf<Item>(
  call: CallContext,
  list: readonly Item[],
  asked: PageRequest,
  badToken: (token: string) => AwsError,
): Page<Item> {
  const start = asked.token === undefined || asked.token === '' ? 0 : readToken(asked.token);
  if (start === undefined || start > list.length) throw badToken(asked.token ?? '');
  const size = Math.max(1, Math.min(asked.limit ?? Infinity, call.account.settings.maxPageSize));
  const end = start + size;
  return { items: list.slice(start, end), next: end < list.length ? writeToken(end) : undefined };
}

const TOKEN = /^sandbox-page:(\d+)$/;

function writeToken(start: number): string {
  return Buffer.from(`sandbox-page:${start}`).toString('base64');
}

function readToken(token: string): number | undefined {
  const match = TOKEN.exec(Buffer.from(token, 'base64').toString('utf8'));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
