/**
 * How people come in. A person is an issuer and a subject. An e-mail address is proof of one thing only: that an invitation for it is
 * theirs. Signing in takes up every open invitation for the verified address, and goes to the tenant that was used last.
 */
import { memberSignedIn } from '@cspmexa/contracts';
import { publish, type Audited } from '@cspmexa/messaging';
import { CLOCK, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail, installation } from '../audit/audit-trail.js';
import { CONFIG, type AuthConfig } from '../config.js';
import type { Tx } from '../database.js';
import type { Invitation, Member } from '../generated/prisma/client.js';
import { forgottenBefore } from '../invitations/invite.js';
import { SessionStore } from '../sessions/session.store.js';
import { admit, type Identity } from '../sign-in/admit.js';
import { lookUp, type Acquaintance } from './acquaintance.js';
import { addressOf } from './address.js';
import { found, hasNoAdmin } from './founding.js';
import { noteBrowser, type Origin } from './known-browser.js';

/** One lock for whoever becomes a member, so that two first persons cannot both become the first. */
const arrivalLock = 7_270_002;

export type Arrival = { readonly token: string } | { readonly refuse: 'sign-in-failed' | 'not-invited' };

type Row = readonly [tenantId: string, audited: Audited];

@Injectable()
export class Arrivals {
  constructor(
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Lets a person in, or does not; either way the trail of each tenant that is concerned says so. `tx` is of no tenant. */
  async arrive(tx: Tx, given: Identity, from: Origin): Promise<Arrival> {
    const person = { ...given, email: given.email === null ? null : addressOf(given.email) };
    const now = this.clock.now();
    await tx.invitation.deleteMany({ where: { expiresAt: { lte: forgottenBefore(now) } } });
    let known = await lookUp(tx, person, now);
    if (known.active.length === 0 || known.open.length > 0) {
      await tx.$executeRawUnsafe(`select pg_advisory_xact_lock(${arrivalLock})`);
      known = await lookUp(tx, person, now);
    }
    const isKnown = { member: known.active.length > 0, invited: known.open.length > 0 };
    const bootstrapAdminEmail = this.config.BOOTSTRAP_ADMIN_EMAIL;
    const empty = !isKnown.member && !isKnown.invited && (await hasNoAdmin(tx, bootstrapAdminEmail !== undefined, now));
    const decision = admit(person, { ...isKnown, empty }, { bootstrapAdminEmail });
    const rows: Row[] = refusals(person, known, 'refuse' in decision ? decision.refuse : undefined);
    if ('refuse' in decision) {
      await this.record(tx, rows);
      return { refuse: decision.refuse };
    }
    const taken: Member[] = [];
    for (const invitation of known.open) {
      const member = await takeUp(tx, invitation, person, now);
      taken.push(member);
      rows.push([invitation.tenantId, takenUp(invitation, member)]);
    }
    const needless = known.needless.map(({ id }) => id);
    if (needless.length > 0) await tx.invitation.deleteMany({ where: { id: { in: needless } } });
    const member = known.active[0] ?? taken[0] ?? (await found(tx, person, { name: this.config.TENANT_NAME, now }));
    const { token, row } = await this.enter(tx, member, person, from);
    await this.record(tx, [...rows, row]);
    return { token };
  }

  /** Opens a session for a member, under what their provider says of them today. */
  private async enter(tx: Tx, member: Member, person: Identity, from: Origin): Promise<{ token: string; row: Row }> {
    const { tenantId, id } = member;
    const now = this.clock.now();
    const email = await freeAddress(tx, member, person.email);
    const { name, picture } = person;
    await tx.member.update({
      where: { tenantId_id: { tenantId, id } },
      data: { email, name, picture, signedInAt: now },
    });
    const isNew = await noteBrowser(tx, member, from, now);
    if (isNew && member.signedInAt !== null) {
      const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      await publish(tx, tenantId, memberSignedIn, {
        email,
        language: member.language === 'pt' ? 'pt' : 'en',
        tenantName: tenant.name,
        memberId: id,
        at: now.toISOString(),
        ...from,
      });
    }
    const token = await this.sessions.open(tx, { tenantId, memberId: id, ...from, provenAt: person.provenAt });
    const changed = email !== member.email;
    const row: Row = [
      tenantId,
      {
        action: 'member.signed-in',
        actor: email,
        target: { kind: 'member', id },
        ...(changed ? { before: { email: member.email } } : {}),
        after: { issuer: person.issuer, email, role: member.role },
      },
    ];
    return { token, row };
  }

  /** Tenant after tenant in one order: each trail is locked from its row to the end of the transaction. */
  private async record(tx: Tx, rows: readonly Row[]): Promise<void> {
    for (const [tenantId, audited] of rows.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      await this.trail.record(tx, tenantId, audited);
  }
}

async function takeUp(
  tx: Tx,
  { tenantId, id, email, role, accountIds, language }: Invitation,
  { issuer, subject, name, picture }: Identity,
  now: Date,
): Promise<Member> {
  await tx.invitation.delete({ where: { tenantId_id: { tenantId, id } } });
  return tx.member.create({
    data: {
      tenantId,
      id: newId(now),
      issuer,
      subject,
      email,
      name,
      picture,
      role,
      accountIds,
      language,
      createdAt: now,
    },
  });
}

const takenUp = (
  { id, email, role, accountIds, invitedBy, createdAt }: Invitation,
  { id: memberId }: Member,
): Audited => ({
  action: 'invitation.taken-up',
  actor: email,
  target: { kind: 'invitation', id },
  before: { email, role, accountIds, invitedBy, createdAt },
  after: { memberId },
});

/** The address that the provider gives, unless somebody else of the tenant goes by it: then they keep the one they have. */
async function freeAddress(tx: Tx, { tenantId, id, email }: Member, given: string | null): Promise<string> {
  if (given === null || given === email) return email;
  const holders = await tx.member.count({ where: { tenantId, email: given, NOT: { id } } });
  return holders === 0 ? given : email;
}

/** A row for each tenant that has shut the person out, or knows somebody else by their address. Of strangers the installation's own trail tells. */
function refusals({ issuer, subject, email }: Identity, known: Acquaintance, code: string | undefined): Row[] {
  const refused = (why: string, target: Audited['target']): Audited => ({
    action: 'member.signed-in',
    outcome: 'refused',
    reason: code ?? 'not-invited',
    actor: email ?? subject,
    target,
    after: { issuer, email, why },
  });
  const rows = new Map<string, Audited>();
  const add = (tenantId: string, why: string, kind: string, id: string) =>
    rows.has(tenantId) || rows.set(tenantId, refused(why, { kind, id }));
  for (const member of known.disabled) add(member.tenantId, 'disabled', 'member', member.id);
  for (const member of known.namesakes)
    if (!known.active.some(({ tenantId }) => tenantId === member.tenantId))
      add(member.tenantId, 'the address is that of another member', 'member', member.id);
  if (code !== undefined) {
    for (const { tenantId, id } of known.expired) add(tenantId, 'the invitation has expired', 'invitation', id);
    for (const { tenantId, id } of [...known.active, ...known.open])
      add(tenantId, 'the rules for sign-ins do not allow it', 'person', id);
    if (rows.size === 0) add(installation, 'nobody has invited them', 'person', email ?? subject);
  }
  return [...rows];
}
