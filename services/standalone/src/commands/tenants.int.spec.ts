/** `cspmexa tenants` and `cspmexa members` against a database: within this process, and once as a person runs them. */
import { openAuthDatabase, type AuthDatabase } from '@cspmexa/auth';
import { Invitation, Tenant } from '@cspmexa/contracts';
import { AppError, withDatabase } from '@cspmexa/platform';
import { createTestDatabase, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { runCli } from '../../test/run-cli.js';
import { namedUrls } from '../running/database-urls.js';
import { migrateAll } from '../running/platform.js';
import { UsageError } from '../usage.js';
import { invite, resetMemberMfa } from './members.js';
import { create, list } from './tenants.js';

describe('organisations on the command line', () => {
  let base: TestDatabase;
  let auth: AuthDatabase;
  let printed = '';
  const environment = { ...process.env };
  beforeAll(async () => {
    base = await createTestDatabase();
    await migrateAll(namedUrls({ DATABASE_URL: base.url }));
    auth = openAuthDatabase(withDatabase(base.url, { schema: 'auth' }));
  }, 60_000);
  afterAll(async () => {
    await auth.close();
    await base.drop();
  });
  beforeEach(() => {
    process.env['DATABASE_URL'] = base.url;
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...environment };
    await auth.client.invitation.deleteMany();
    await auth.client.member.deleteMany();
    await auth.client.tenant.deleteMany();
  });
  const made = async (options: object): Promise<Tenant> => {
    printed = '';
    expect(await create({ ...options, output: 'json' })).toBe(0);
    return Tenant.parse(JSON.parse(printed));
  };

  it('are made with their first admin, and noted in their trail', async () => {
    const tenant = await made({ name: ' Tucanuva ', admin: 'ANA@example.com', language: 'pt', days: '3' });
    expect(tenant).toMatchObject({ name: 'Tucanuva', mfaRequiredFor: [] });
    const [invitation, ...others] = await auth.client.invitation.findMany({ where: { tenantId: tenant.id } });
    expect(others).toEqual([]);
    expect(invitation).toMatchObject({ email: 'ana@example.com', role: 'admin', language: 'pt', invitedBy: null });
    const days = (Number(invitation?.expiresAt) - Number(invitation?.createdAt)) / 86_400_000;
    expect(days).toBe(3);
    const rows = await auth.client.auditEntry.findMany({ where: { tenantId: tenant.id }, orderBy: { seq: 'asc' } });
    expect(rows.map(({ action, actor }) => [action, actor])).toEqual(
      ['tenant.added', 'invitation.added'].map((action) => [action, expect.stringMatching(/^command line \(/)]),
    );
    expect(await auth.client.outbox.count({ where: { tenantId: tenant.id, type: 'invitation.sent' } })).toBe(1);
  });

  it('are listed with how many people they have, with nothing that moves the cursor', async () => {
    const first = await made({ name: 'First', admin: 'ana@example.com' });
    await auth.client.tenant.create({ data: { id: crypto.randomUUID(), name: 'a\u001b[31mb', createdAt: new Date() } });
    printed = '';
    expect(await list({})).toBe(0);
    expect(printed).toContain(first.id);
    expect(printed).toMatch(/First +0 +1 /);
    expect(printed).not.toContain('\u001b');
  });

  it('let people in, by the name or the id of the organisation, each once', async () => {
    const [one, two] = [await made({ name: 'One' }), await made({ name: 'Two' })];
    for (const [tenant, email] of [
      [one.name, 'rui@example.com'],
      [two.id, 'rui@example.com'],
    ]) {
      printed = '';
      expect(await invite({ email, tenant, role: 'analyst', output: 'json' })).toBe(0);
      expect(Invitation.parse(JSON.parse(printed))).toMatchObject({ email, role: 'analyst', invitedBy: null });
    }
    await expect(invite({ email: 'rui@example.com', tenant: one.id })).rejects.toThrow(AppError);
    await expect(invite({ email: 'rui@example.com' })).rejects.toThrow(UsageError);
    await expect(invite({ email: 'rui@example.com', tenant: 'Three' })).rejects.toThrow(UsageError);
  });

  describe('whose only admin has lost phone and recovery codes', () => {
    const now = new Date();
    const seat = async (email: string, given: { enrolled?: boolean; wrong?: number; sessions?: number } = {}) => {
      const [first] = await auth.client.tenant.findMany();
      const tenantId = first?.id ?? (await made({ name: 'Tucanuva' })).id;
      const id = crypto.randomUUID();
      const member = { issuer: 'test', subject: email, email, role: 'admin', createdAt: now };
      await auth.client.member.create({ data: { tenantId, id, ...member } });
      const owner = { tenantId, memberId: id };
      if (given.enrolled) {
        const factor = { sealed: 'sealed', keyId: 's1', createdAt: now, confirmedAt: now };
        await auth.client.totpFactor.create({ data: { ...owner, ...factor } });
        await auth.client.recoveryCode.create({ data: { ...owner, hash: new Uint8Array(32) } });
      }
      if (given.wrong !== undefined) await auth.client.mfaThrottle.create({ data: { ...owner, wrong: given.wrong } });
      for (let count = 0; count < (given.sessions ?? 0); count += 1)
        await auth.client.session.create({
          data: { ...owner, memberId: id, id: crypto.randomUUID(), rotatedAt: now, createdAt: now, provenAt: now },
        });
      return owner;
    };
    const left = async (where: { tenantId: string; memberId: string }) => ({
      factors: await auth.client.totpFactor.count({ where }),
      codes: await auth.client.recoveryCode.count({ where }),
      throttles: await auth.client.mfaThrottle.count({ where }),
      sessions: await auth.client.session.count({ where: { ...where, endedAt: null } }),
    });

    it('let them back in: factor, codes, lock and sessions are gone, they are told, and the trail says who did it (M04)', async () => {
      const ana = await seat('ana@example.com', { enrolled: true, wrong: 100, sessions: 2 });
      const rui = await seat('rui@example.com', { enrolled: true, wrong: 1, sessions: 1 });
      printed = '';
      expect(await resetMemberMfa({ email: 'ANA@example.com', tenant: 'Tucanuva' })).toBe(0);
      expect(printed).toContain('The authenticator and the recovery codes of ana@example.com are gone.\n');
      expect(printed).toContain('ana@example.com may give codes again.\n');
      expect(printed).toMatch(/^2 sessions have ended/m);
      expect(await left(ana)).toEqual({ factors: 0, codes: 0, throttles: 0, sessions: 0 });
      expect(await left(rui)).toEqual({ factors: 1, codes: 1, throttles: 1, sessions: 1 });
      const ended = await auth.client.session.findMany({ where: ana });
      expect(ended.map(({ endedBy }) => endedBy)).toEqual(['member-changed', 'member-changed']);
      const revoked = await auth.client.revocation.findMany({ where: { tenantId: ana.tenantId } });
      expect(revoked.map(({ sessionId }) => sessionId).sort()).toEqual(ended.map(({ id }) => id).sort());
      const actor = expect.stringMatching(/^command line \(/);
      const [row, ...others] = await auth.client.auditEntry.findMany({
        where: { action: 'mfa.reset', ...tenant(ana) },
      });
      expect(others).toEqual([]);
      expect(row).toMatchObject({ actor, outcome: 'done', targetId: ana.memberId });
      expect(row?.before).toEqual({ enrolled: true, locked: true });
      const mails = await auth.client.outbox.findMany({ where: { type: 'member.mfa-changed', ...tenant(ana) } });
      expect(mails.map(({ data }) => data)).toEqual([
        expect.objectContaining({ email: 'ana@example.com', change: 'reset', by: actor }),
      ]);
    });

    it('say that there is nobody, or nothing, to reset, and change nothing', async () => {
      const ana = await seat('ana@example.com', { wrong: 3, sessions: 1 });
      await expect(resetMemberMfa({ email: 'eva@example.com' })).rejects.toThrow(
        'Tucanuva: eva@example.com is no member of this organisation.',
      );
      await expect(resetMemberMfa({ email: 'ana@example.com' })).rejects.toThrow(
        'Tucanuva: ana@example.com has no authenticator, and is not locked out.',
      );
      await expect(resetMemberMfa({ email: 'ana@example.com', tenant: 'Other' })).rejects.toThrow(UsageError);
      expect(await left(ana)).toEqual({ factors: 0, codes: 0, throttles: 1, sessions: 1 });
      expect(await auth.client.auditEntry.count({ where: { action: 'mfa.reset', ...tenant(ana) } })).toBe(0);
    });

    const tenant = ({ tenantId }: { tenantId: string }) => ({ tenantId });
  });

  it.each<[string, () => Promise<number>]>([
    ['no name', () => create({ name: ' ' })],
    ['an admin without an address', () => create({ name: 'x', admin: 'ana' })],
    ['a language that nobody has', () => create({ name: 'x', language: 'xx' })],
    ['no days', () => create({ name: 'x', days: '0' })],
    ['a role that nobody has', () => invite({ email: 'a@example.com', role: 'root' })],
    ['no address', () => invite({ email: 'a' })],
    ['no address of whom to reset', () => resetMemberMfa({ email: 'a' })],
  ])('are not touched by a command with %s', async (_, run) => {
    await expect(run()).rejects.toThrow(UsageError);
    expect(await auth.client.tenant.count()).toBe(0);
  });

  it('are commands of the program', async () => {
    const { code, stdout } = await runCli(['tenants', 'create', 'Process', '--admin', 'ana@example.com'], {
      env: { DATABASE_URL: base.url },
    });
    expect([code, stdout.trim()]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const again = await runCli(['members', 'invite', 'ana@example.com'], { env: { DATABASE_URL: base.url } });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('ana@example.com is invited already.')]);
    const reset = await runCli(['members', 'reset-mfa', 'ana@example.com'], { env: { DATABASE_URL: base.url } });
    expect([reset.code, reset.stdout, reset.stderr]).toEqual([
      1,
      '',
      'cspmexa: Process: ana@example.com is no member of this organisation.\n',
    ]);
  }, 60_000);
});
