/** An organisation and its people: rules, members, invitations. */
import { z } from 'zod';
import {
  Invitation,
  InvitationInput,
  Member,
  MemberPatch,
  pageOf,
  PageQuery,
  Tenant,
  TenantInput,
  TenantPatch,
} from '../nouns/index.js';
import { defineRoute } from '../route.js';

export const getTenant = defineRoute({
  id: 'getTenant',
  service: 'auth',
  method: 'GET',
  path: '/v1/tenant',
  permission: 'tenant:read',
  summary: 'The organisation and its rules.',
  request: {},
  response: Tenant,
});

export const changeTenant = defineRoute({
  id: 'changeTenant',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/tenant',
  permission: 'tenant:write',
  stepUp: true,
  summary: 'Renames the organisation, or says which roles need an authenticator.',
  request: { body: TenantPatch },
  response: Tenant,
  errors: ['step-up-required'],
});

export const addTenant = defineRoute({
  id: 'addTenant',
  service: 'auth',
  method: 'POST',
  path: '/v1/tenants',
  permission: 'tenant:write',
  stepUp: true,
  summary: 'Makes another organisation, whose first admin one becomes.',
  request: { body: TenantInput },
  response: Tenant,
  status: 201,
  errors: ['step-up-required'],
});

// One way to write an id: whose it is is asked by comparing.
const memberId = z.strictObject({ memberId: z.uuid().toLowerCase() });

export const listMembers = defineRoute({
  id: 'listMembers',
  service: 'auth',
  method: 'GET',
  path: '/v1/members',
  permission: 'members:read',
  summary: 'The members of the tenant.',
  request: { query: PageQuery },
  response: pageOf(Member),
  errors: ['invalid-cursor'],
});

export const changeMember = defineRoute({
  id: 'changeMember',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  stepUp: true,
  summary: "Changes a member's role, the accounts that they see, or whether they may come in.",
  request: { params: memberId, body: MemberPatch },
  response: Member,
  errors: ['not-found', 'last-admin', 'not-yourself', 'step-up-required'],
});

export const removeMember = defineRoute({
  id: 'removeMember',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  stepUp: true,
  summary: 'Removes a member, their sessions and their API tokens.',
  request: { params: memberId },
  response: 'none',
  errors: ['not-found', 'last-admin', 'step-up-required'],
});

export const endMemberSessions = defineRoute({
  id: 'endMemberSessions',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId/sessions',
  permission: 'members:write',
  summary: 'Ends every session of a member.',
  request: { params: memberId },
  response: 'none',
  errors: ['not-found'],
});

export const resetMemberMfa = defineRoute({
  id: 'resetMemberMfa',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId/mfa',
  permission: 'members:write',
  stepUp: true,
  summary: "Takes a member's authenticator and recovery codes away, ends their sessions, and mails them.",
  request: { params: memberId },
  response: 'none',
  errors: ['not-found', 'mfa-not-enrolled', 'not-yourself', 'mfa-required', 'session-ended', 'step-up-required'],
});

const invitationId = z.strictObject({ invitationId: z.uuid() });

export const listInvitations = defineRoute({
  id: 'listInvitations',
  service: 'auth',
  method: 'GET',
  path: '/v1/invitations',
  permission: 'members:read',
  summary: 'Invitations that nobody has taken up yet, expired ones too.',
  request: { query: PageQuery },
  response: pageOf(Invitation),
  errors: ['invalid-cursor'],
});

export const addInvitation = defineRoute({
  id: 'addInvitation',
  service: 'auth',
  method: 'POST',
  path: '/v1/invitations',
  permission: 'members:write',
  stepUp: true,
  summary: 'Invites a person by mail; whoever signs in with this verified address within seven days becomes a member.',
  request: { body: InvitationInput },
  response: Invitation,
  status: 201,
  errors: ['conflict', 'step-up-required'],
});

export const resendInvitation = defineRoute({
  id: 'resendInvitation',
  service: 'auth',
  method: 'POST',
  path: '/v1/invitations/:invitationId/resend',
  permission: 'members:write',
  stepUp: true,
  summary: 'Sends the mail again and gives seven new days.',
  request: { params: invitationId },
  response: Invitation,
  status: 200,
  errors: ['not-found', 'step-up-required'],
});

export const removeInvitation = defineRoute({
  id: 'removeInvitation',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/invitations/:invitationId',
  permission: 'members:write',
  stepUp: true,
  summary: 'Takes an invitation back.',
  request: { params: invitationId },
  response: 'none',
  errors: ['not-found', 'step-up-required'],
});
