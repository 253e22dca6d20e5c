/** People: members of a tenant and their sessions. */
import { z } from 'zod';
import { Role, permissions } from '../permissions.js';
import { EmailAddress } from './alert.js';
import { Language, Timestamp } from './shared.js';

export const Member = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  picture: z.string().nullable(),
  role: Role,
  language: Language,
  signedInAt: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Member = z.infer<typeof Member>;

export const MemberInput = z.strictObject({ email: EmailAddress, role: Role });
export const MemberPatch = z.strictObject({ role: Role.optional() });
export const MePatch = z.strictObject({ language: Language.optional() });

/** Who is signed in, and what they may do. */
export const Me = z.object({
  member: Member,
  tenant: z.object({ id: z.uuid(), name: z.string() }),
  permissions: z.array(z.enum(permissions)),
});
export type Me = z.infer<typeof Me>;

/** An access token: kept in the memory of the page only. */
export const AccessToken = z.object({ accessToken: z.string(), expiresAt: Timestamp });
