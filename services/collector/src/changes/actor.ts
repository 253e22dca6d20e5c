/** Who made a change. Pure. */
import type { UserIdentity } from './change-event.js';

/**
 * The ARN of a user; of a role its ARN and the name of the session, for example "arn:aws:iam::111122223333:role/admin (ana)";
 * a service by its name. Null when CloudTrail does not say.
 */
export function actorOf(identity: UserIdentity | null | undefined): string | null {
  const { arn, sessionContext, invokedBy, userName, principalId, accountId } = identity ?? {};
  const issuer = sessionContext?.sessionIssuer?.arn;
  const session = arn?.includes(':assumed-role/') ? arn.split('/').at(-1) : undefined;
  const actor =
    issuer && session ? `${issuer} (${session})` : (arn ?? invokedBy ?? userName ?? principalId ?? accountId);
  return actor ? actor.replace(/\p{Surrogate}|\p{Control}/gu, '\ufffd').slice(0, 500) : null;
}
