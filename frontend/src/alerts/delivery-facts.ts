/** What the log says of a mail. Pure. */
import type { Delivery } from '@cspmexa/contracts';

/** The moment that counts: when it was sent, when it will be, or when it came up. */
export const momentOf = ({ state, sentAt, dueAt, createdAt }: Delivery): string =>
  sentAt ?? (state === 'queued' ? dueAt : createdAt);

/** The key of the words for a mail without a subject: it is written when it is due. */
export const gathering = (kind: Delivery['kind']) =>
  kind === 'digest' ? 'alerts.gathering.digest' : 'alerts.gathering.instant';
