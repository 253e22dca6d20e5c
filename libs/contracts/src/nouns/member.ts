/** People: members of a tenant and their sessions. */
import { z } from 'zod';
import { Role, permissions } from '../permissions.js';
import { EmailAddress, Language, Name, TimeZone, Timestamp } from './shared.js';

export const Member = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  picture: z.string().nullable(),
  role: Role,
  status: z.enum(['active', 'disabled']),
  accountIds: z.array(z.uuid()).describe('The accounts that the member may see; empty: every account.'),
  mfa: z.boolean().describe('An authenticator is set up.'),
  language: Language,
  signedInAt: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Member = z.infer<typeof Member>;

/** The accounts that a member may see; empty: every account. */
const AccountScope = z.array(z.uuid()).max(500);

export const MemberPatch = z.strictObject({
  role: Role.optional(),
  status: z.enum(['active', 'disabled']).optional(),
  accountIds: AccountScope.optional(),
});
export type MemberPatch = z.infer<typeof MemberPatch>;

/** How a person likes the dashboard, on whatever device. */
export const Preferences = z.object({
  timeZone: TimeZone.nullable().describe("Null: the device's."),
  singleKeys: z.boolean().describe('Whether single keys such as j and k do something (WCAG 2.1.4).'),
});
export type Preferences = z.infer<typeof Preferences>;

export const MePatch = z.strictObject({
  language: Language.optional(),
  timeZone: TimeZone.nullable().optional(),
  singleKeys: z.boolean().optional(),
});
export type MePatch = z.infer<typeof MePatch>;

/** Somebody of the tenant, as menus name them. */
export const Person = z.object({ email: z.string(), name: z.string().nullable(), picture: z.string().nullable() });
export type Person = z.infer<typeof Person>;

/** Who is signed in, and what they may do. */
export const Me = z.object({
  member: Member,
  tenant: z.object({ id: z.uuid(), name: z.string() }),
  permissions: z.array(z.enum(permissions)),
  mfa: z.object({
    enrolled: z.boolean(),
    required: z.boolean().describe('By a rule of the tenant.'),
    recoveryCodesLeft: z.int(),
  }),
  preferences: Preferences,
  sessionEndsAt: Timestamp.nullable().describe('When this session ends whatever one does; null for an API token.'),
  freshUntil: Timestamp.nullable().describe(
    'Until when what needs a fresh proof needs no new one; null: it needs one now.',
  ),
});
export type Me = z.infer<typeof Me>;

/** An open invitation. The person comes in by signing in with this verified address; there is no secret in the mail. */
export const Invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: Role,
  accountIds: z.array(z.uuid()),
  invitedBy: z.string().nullable().describe('The e-mail address of the member who invited; null: the installation.'),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});
export type Invitation = z.infer<typeof Invitation>;

export const InvitationInput = z.strictObject({
  email: EmailAddress,
  role: Role,
  accountIds: AccountScope.default([]),
  language: Language.default('en').describe('Of the mail.'),
});
export type InvitationInput = z.infer<typeof InvitationInput>;

/** The organisation whose data it is. */
export const Tenant = z.object({
  id: z.uuid(),
  name: z.string(),
  mfaRequiredFor: z.array(Role).describe('Members with these roles cannot work without an authenticator.'),
  createdAt: Timestamp,
});
export type Tenant = z.infer<typeof Tenant>;

export const TenantInput = z.strictObject({ name: Name });
export const TenantPatch = z.strictObject({
  name: Name.optional(),
  mfaRequiredFor: z.array(Role).max(4).optional(),
});
export type TenantPatch = z.infer<typeof TenantPatch>;

/** A tenant that the signed-in person belongs to. */
export const TenantSeat = z.object({ id: z.uuid(), name: z.string(), role: Role, current: z.boolean() });
export type TenantSeat = z.infer<typeof TenantSeat>;
