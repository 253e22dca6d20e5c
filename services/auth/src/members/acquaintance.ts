/** What an installation knows about a person whom an identity provider has named. */
import type { Tx } from '../database.js';
import type { Invitation, Member } from '../generated/prisma/client.js';
import type { Identity } from '../sign-in/admit.js';

export interface Acquaintance {
  /** Where they may work, the most recently used first. */
  readonly active: readonly Member[];
  /** Where an admin has shut them out. */
  readonly disabled: readonly Member[];
  /** Open invitations for their verified address that they can take up, the oldest first. */
  readonly open: readonly Invitation[];
  /** Invitations of tenants in which they are at work already. */
  readonly needless: readonly Invitation[];
  /** Invitations that came too late. */
  readonly expired: readonly Invitation[];
  /** Other people who go by this address: they are never taken for this person. */
  readonly namesakes: readonly Member[];
}

/** More than anybody has, so that one sign-in stays small. */
const most = 100;

/** Looks a person up in all tenants: by issuer and subject, and by verified address where somebody invited that. */
export async function lookUp(
  tx: Tx,
  { issuer, subject, email, emailVerified }: Identity,
  now: Date,
): Promise<Acquaintance> {
  const own = await tx.member.findMany({
    where: { issuer, subject },
    orderBy: [{ signedInAt: { sort: 'desc', nulls: 'last' } }, { createdAt: 'asc' }],
    take: most,
  });
  const active = own.filter(({ status }) => status === 'active');
  const disabled = own.filter(({ status }) => status !== 'active');
  if (email === null || !emailVerified) return { active, disabled, open: [], needless: [], expired: [], namesakes: [] };
  const invitations = await tx.invitation.findMany({ where: { email }, orderBy: { createdAt: 'asc' }, take: most });
  const namesakes = await tx.member.findMany({ where: { email, NOT: { issuer, subject } }, take: most });
  const isIn = (people: readonly Member[], { tenantId }: Invitation) =>
    people.some((member) => member.tenantId === tenantId);
  const isLate = ({ expiresAt }: Invitation) => expiresAt <= now;
  return {
    active,
    disabled,
    open: invitations.filter((each) => !isLate(each) && !isIn([...own, ...namesakes], each)),
    needless: invitations.filter((each) => !isLate(each) && isIn(active, each)),
    expired: invitations.filter(isLate),
    namesakes,
  };
}
