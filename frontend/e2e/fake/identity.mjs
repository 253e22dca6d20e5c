/** What the fake API answers about people: who is signed in, members, invitations, authenticators, tokens, the audit trail. */
import { rolePermissions } from '@cspmexa/contracts';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { randomBytes, randomUUID } from 'node:crypto';

const nowIso = () => new Date().toISOString();
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
const gone = { problem: 'not-found' };
const find = (list, id) => list.find((item) => item.id === id);
const drop = (list, id) => {
  const at = list.findIndex((item) => item.id === id);
  return at < 0 ? gone : (list.splice(at, 1), undefined);
};
const newCodes = () =>
  Array.from({ length: 10 }, () =>
    randomBytes(8)
      .toString('hex')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );

/** What the cookie of a session is worth, with a new token for it. */
export function stateOf(world, session) {
  const factor = world.factors.get(session.email);
  const { role } = world.members.find(({ email }) => email === session.email);
  const lacks = factor?.confirmed
    ? !session.proven && 'mfa-required'
    : world.tenant.mfaRequiredFor.includes(role) && 'enrolment-required';
  const token = randomBytes(24).toString('base64url');
  Object.assign(session, { token, pending: Boolean(lacks) });
  return lacks
    ? { state: lacks, mfaToken: token, expiresAt: inDays(1) }
    : { state: 'signed-in', accessToken: token, expiresAt: new Date(Date.now() + 900_000).toISOString() };
}

/** A session whose person has just proven who they are. */
function proven(world, session) {
  Object.assign(session, { proven: true, provenAt: Date.now() });
  const { accessToken, expiresAt } = stateOf(world, session);
  return { accessToken, expiresAt };
}

const isRight = (factor, code) => verifySync({ secret: factor.secret, token: code, epochTolerance: 30 }).valid;

export const identity = (pageOf) => ({
  listSignInProviders: () => ({
    items: [
      { id: 'google', name: 'Google' },
      { id: 'oidc', name: 'Keycloak' },
    ],
  }),
  getMe: ({ world, me, session }) => {
    const factor = world.factors.get(me.email);
    return {
      member: me,
      tenant: { id: world.tenant.id, name: world.tenant.name },
      permissions: [...rolePermissions[me.role]],
      mfa: {
        enrolled: Boolean(factor?.confirmed),
        required: world.tenant.mfaRequiredFor.includes(me.role),
        recoveryCodesLeft: factor?.confirmed ? factor.codes.length : 0,
      },
      preferences: { timeZone: me.timeZone ?? null, singleKeys: me.singleKeys ?? true },
      sessionEndsAt: world.sessionEndsAt ?? inDays(1),
      freshUntil: new Date((session?.provenAt ?? 0) + 300_000).toISOString(),
    };
  },
  changeMe: (call) => (Object.assign(call.me, call.body), identity(pageOf).getMe(call)),
  listPeople: ({ world }) => ({ items: world.members.filter(({ status }) => status === 'active') }),
  verifyMfa: ({ world, me, session, body }) => {
    const factor = world.factors.get(me.email);
    if (!factor?.confirmed) return { problem: 'mfa-not-enrolled' };
    if ('code' in body) return isRight(factor, body.code) ? proven(world, session) : { problem: 'wrong-code' };
    const at = factor.codes.findIndex((code) => code.replaceAll('-', '') === body.recoveryCode);
    if (at < 0) return { problem: 'wrong-code' };
    factor.codes.splice(at, 1);
    return proven(world, session);
  },
  startMfaEnrolment: ({ world, me }) => {
    if (world.factors.get(me.email)?.confirmed) return { problem: 'mfa-enrolled' };
    const secret = generateSecret();
    world.factors.set(me.email, { secret, confirmed: false, codes: newCodes() });
    return { secret, uri: generateURI({ issuer: 'CSPMEXA', label: me.email, secret }) };
  },
  confirmMfaEnrolment: ({ world, me, session, body }) => {
    const factor = world.factors.get(me.email);
    if (!factor) return { problem: 'mfa-not-enrolled' };
    if (!isRight(factor, body.code)) return { problem: 'wrong-code' };
    factor.confirmed = true;
    me.mfa = true;
    return { recoveryCodes: factor.codes, ...proven(world, session) };
  },
  removeMyMfa: ({ world, me }) => ((me.mfa = false), void world.factors.delete(me.email)),
  renewRecoveryCodes: ({ world, me }) => {
    const factor = world.factors.get(me.email);
    factor.codes = newCodes();
    return { recoveryCodes: factor.codes };
  },
  listMySessions: ({ world, me, session, sessions }) => ({
    items: sessions
      .filter(({ email }) => email === me.email)
      .map((one) => ({
        id: one.id,
        current: one === session,
        createdAt: one.createdAt,
        lastSeenAt: nowIso(),
        expiresAt: inDays(1),
        address: '203.0.113.7',
        userAgent: one.userAgent,
        mfa: Boolean(world.factors.get(me.email)?.confirmed && one.proven),
      })),
  }),
  endMySession: ({ params, end }) => (end(({ id }) => id === params.sessionId) ? undefined : gone),
  endMyOtherSessions: ({ me, session, end }) => void end((one) => one.email === me.email && one !== session),
  listMyTenants: ({ world, me }) => ({
    items: [
      { id: world.tenant.id, name: world.tenant.name, role: me.role, current: true },
      { ...world.otherTenant, current: false },
    ],
  }),
  switchTenant: ({ world, session, body }) => {
    if (body.tenantId !== world.otherTenant.id) return gone;
    const { id, name } = world.tenant;
    world.tenant = { ...world.tenant, id: world.otherTenant.id, name: world.otherTenant.name };
    world.otherTenant = { id, name, role: 'admin' };
    return stateOf(world, session);
  },
  getTenant: ({ world }) => world.tenant,
  changeTenant: ({ world, body }) => Object.assign(world.tenant, body),
  listMembers: ({ world, query }) => pageOf(world.members, query),
  changeMember: ({ world, me, params, body }) => {
    const member = find(world.members, params.memberId);
    if (!member) return gone;
    if (member === me) return { problem: 'not-yourself' };
    return Object.assign(member, body);
  },
  removeMember: ({ world, params }) => drop(world.members, params.memberId),
  endMemberSessions: ({ world, params, end }) => {
    const member = find(world.members, params.memberId);
    return member ? void end(({ email }) => email === member.email) : gone;
  },
  resetMemberMfa: ({ world, params }) => {
    const member = find(world.members, params.memberId);
    if (!member) return gone;
    member.mfa = false;
    world.factors.delete(member.email);
  },
  listInvitations: ({ world, query }) => pageOf(world.invitations, query),
  addInvitation: ({ world, me, body }) => {
    if ([...world.members, ...world.invitations].some(({ email }) => email === body.email))
      return { problem: 'conflict' };
    const { language: _, ...given } = body;
    const invitation = {
      id: randomUUID(),
      ...given,
      invitedBy: me.email,
      createdAt: nowIso(),
      expiresAt: inDays(7),
    };
    world.invitations.push(invitation);
    return invitation;
  },
  resendInvitation: ({ world, params }) => {
    const invitation = find(world.invitations, params.invitationId);
    return invitation ? Object.assign(invitation, { expiresAt: inDays(7) }) : gone;
  },
  removeInvitation: ({ world, params }) => drop(world.invitations, params.invitationId),
  listApiTokens: ({ world, query }) => pageOf(world.tokens, query),
  addApiToken: ({ world, me, body }) => {
    const token = `cspm_test_${randomBytes(32).toString('hex').slice(0, 43)}_0a1b2c`;
    const apiToken = {
      id: randomUUID(),
      name: body.name,
      madeBy: me.email,
      hint: token.slice(-4),
      scopes: body.scopes,
      createdAt: nowIso(),
      expiresAt: inDays(body.expiresInDays),
      lastUsedAt: null,
      state: 'active',
    };
    world.tokens.unshift(apiToken);
    return { token, apiToken };
  },
  revokeApiToken: ({ world, params }) => {
    const token = find(world.tokens, params.tokenId);
    if (!token) return gone;
    token.state = 'revoked';
  },
  listAuditEntries: ({ world, query }) =>
    pageOf(
      world.audit.filter(
        ({ actor, action, target, outcome }) =>
          actor.includes(query.actor ?? '') &&
          action.startsWith(query.action ?? '') &&
          target.id.includes(query.target ?? '') &&
          (query.outcome ?? outcome) === outcome,
      ),
      query,
    ),
  exportAuditEntries: ({ world }) => ({
    file: ['seq,actor,action', ...world.audit.map(({ seq, actor, action }) => `${seq},${actor},${action}`)].join(
      '\r\n',
    ),
    type: 'text/csv',
  }),
  verifyAuditTrail: ({ world }) => ({
    entries: world.audit.length,
    head: 'a'.repeat(64),
    oldestSeq: 1,
    broken: null,
  }),
});
