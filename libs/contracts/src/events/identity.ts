/** What people are mailed about by the auth service. No event carries a secret. */
import { z } from 'zod';
import { defineEvent } from '../event.js';
import { Language, Timestamp } from '../nouns/shared.js';
import { Role } from '../permissions.js';

const Recipient = z.object({ email: z.string(), language: Language, tenantName: z.string() });
const recipient = { email: 'ana@example.com', language: 'pt' as const, tenantName: 'Tucanuva' };

export const invitationSent = defineEvent({
  name: 'invitation.sent',
  version: 1,
  publishedBy: 'auth',
  when: 'A person was invited, or invited once more.',
  payload: Recipient.extend({
    invitationId: z.uuid(),
    role: Role,
    invitedBy: z.string().nullable(),
    expiresAt: Timestamp,
  }),
  example: {
    ...recipient,
    invitationId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e6f',
    role: 'analyst',
    invitedBy: 'rui@example.com',
    expiresAt: '2026-11-28T12:00:00.000Z',
  },
});

export const memberSignedIn = defineEvent({
  name: 'member.signed-in',
  version: 1,
  publishedBy: 'auth',
  when: 'A member signed in from a browser or address that they had not used in the last 90 days.',
  payload: Recipient.extend({
    memberId: z.uuid(),
    at: Timestamp,
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
  example: {
    ...recipient,
    memberId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e6f',
    at: '2026-11-21T12:00:00.000Z',
    address: '203.0.113.7',
    userAgent: 'Mozilla/5.0',
  },
});

export const memberMfaChanged = defineEvent({
  name: 'member.mfa-changed',
  version: 1,
  publishedBy: 'auth',
  when: "A member's authenticator or recovery codes were set up, renewed, used up, removed, or reset for them.",
  payload: Recipient.extend({
    memberId: z.uuid(),
    at: Timestamp,
    change: z.enum(['enrolled', 'removed', 'reset', 'recovery-code-used', 'recovery-codes-renewed', 'locked']),
    by: z.string().nullable().describe('Who reset it: the address of an admin, or the command line; null: the member.'),
  }),
  example: {
    ...recipient,
    memberId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e6f',
    at: '2026-11-21T12:00:00.000Z',
    change: 'reset',
    by: 'rui@example.com',
  },
});
