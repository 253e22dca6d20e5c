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
import { invite } from './members.js';
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

  it.each<[string, () => Promise<number>]>([
    ['no name', () => create({ name: ' ' })],
    ['an admin without an address', () => create({ name: 'x', admin: 'ana' })],
    ['a language that nobody has', () => create({ name: 'x', language: 'xx' })],
    ['no days', () => create({ name: 'x', days: '0' })],
    ['a role that nobody has', () => invite({ email: 'a@example.com', role: 'root' })],
    ['no address', () => invite({ email: 'a' })],
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
  }, 60_000);
});
