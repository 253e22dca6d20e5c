/** A member as the API shows them. */
import { Language, type Member as MemberNoun, Role } from '@cspmexa/contracts';
import type { Member, TotpFactor } from '../generated/prisma/client.js';

/** What has to be read beside a member, so that it can be told whether they have an authenticator. */
export const withFactor = { factor: true } as const;
export type MemberRow = Member & { readonly factor: TotpFactor | null };

export const memberOf = (row: MemberRow): MemberNoun => ({
  id: row.id,
  email: row.email,
  name: row.name,
  picture: row.picture,
  role: Role.parse(row.role),
  status: row.status === 'active' ? 'active' : 'disabled',
  accountIds: row.accountIds,
  mfa: row.factor !== null && row.factor.confirmedAt !== null,
  language: Language.parse(row.language),
  signedInAt: row.signedInAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
