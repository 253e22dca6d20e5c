import { Tenant, TenantSeat } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

describe('tenants', () => {
  let site: Site;
  let admin: string;
  beforeAll(async () => {
    site = await siteUnderTest();
  }, 60_000);
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.database.client.tenant.updateMany({ data: { mfaRequiredFor: [] } });
    admin = await site.signedIn('Ana Souza');
  });

  const send = (method: string, path: string, body?: unknown, token = admin) =>
    site.api(token, path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const seatsOf = async (token: string): Promise<TenantSeat[]> => {
    const { items } = JSON.parse((await send('GET', '/v1/me/tenants', undefined, token)).text) as { items: unknown[] };
    return items.map((item) => TenantSeat.parse(item));
  };

  it('are read by everybody, changed by admins, and noted', async () => {
    const { status, text } = await send('PATCH', '/v1/tenant', {
      name: ' Tucanuva SA ',
      mfaRequiredFor: ['admin', 'admin'],
    });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({ id: site.tenantId, name: 'Tucanuva SA', mfaRequiredFor: ['admin'] }),
    ]);
    const carla = await site.signedIn('Carla Dias');
    expect(Tenant.parse(JSON.parse((await send('GET', '/v1/tenant', undefined, carla)).text))).toEqual(
      JSON.parse(text),
    );
    expect((await send('PATCH', '/v1/tenant', { name: 'Mine' }, carla)).status).toBe(403);
    const [row] = await site.database.client.auditEntry.findMany({
      where: { tenantId: site.tenantId, action: 'tenant.changed' },
      orderBy: { seq: 'desc' },
      take: 1,
    });
    expect(row).toMatchObject({
      actor: 'ana@tucanuva.example',
      before: { name: 'Tucanuva', mfaRequiredFor: [] },
      after: { name: 'Tucanuva SA', mfaRequiredFor: ['admin'] },
    });
  });

  it('ask for an authenticator from the next token on, of those roles alone', async () => {
    const [carla, davi] = [site.browser(), site.browser()];
    await site.signIn(carla, 'Carla Dias');
    await site.signIn(davi, 'Davi Rocha');
    expect((await send('PATCH', '/v1/tenant', { mfaRequiredFor: ['viewer'] })).status).toBe(200);
    expect((await site.state(carla))?.state).toBe('enrolment-required');
    expect((await site.state(davi))?.state).toBe('signed-in');
    expect((await send('PATCH', '/v1/tenant', { mfaRequiredFor: [] })).status).toBe(200);
    expect((await site.state(carla))?.state).toBe('signed-in');
  });

  it('are made by an admin, who is the admin of the new one and of nothing else', async () => {
    const { status, text } = await send('POST', '/v1/tenants', { name: 'Second' });
    expect(status).toBe(201);
    const made = Tenant.parse(JSON.parse(text));
    expect(await seatsOf(admin)).toEqual([
      { id: made.id, name: 'Second', role: 'admin', current: false },
      { id: site.tenantId, name: expect.any(String), role: 'admin', current: true },
    ]);
    const people = await site.database.client.member.findMany({ where: { tenantId: made.id } });
    expect(people).toEqual([
      expect.objectContaining({ email: 'ana@tucanuva.example', role: 'admin', status: 'active' }),
    ]);
    // What was read before is still of the first one.
    expect(JSON.parse((await send('GET', '/v1/tenant')).text)).toMatchObject({ id: site.tenantId });
    expect(await seatsOf(await site.signedIn('Bruno Lima'))).toEqual([
      expect.objectContaining({ id: site.tenantId, current: true, role: 'analyst' }),
    ]);
  });

  it('where one is disabled are not listed', async () => {
    const made = Tenant.parse(JSON.parse((await send('POST', '/v1/tenants', { name: 'Third' })).text));
    await site.database.client.member.updateMany({ where: { tenantId: made.id }, data: { status: 'disabled' } });
    expect((await seatsOf(admin)).map(({ id }) => id)).not.toContain(made.id);
  });

  it.each<[string, object]>([
    ['no name', { name: ' ' }],
    ['a line break', { name: 'a\nb' }],
    ['a very long name', { name: 'x'.repeat(101) }],
    ['an unknown role', { mfaRequiredFor: ['root'] }],
    ['an id', { name: 'x', id: crypto.randomUUID() }],
  ])('are not changed to %s (R05)', async (_, body) => {
    const before = (await send('GET', '/v1/tenant')).text;
    expect((await send('PATCH', '/v1/tenant', body)).status).toBe(400);
    expect((await send('GET', '/v1/tenant')).text).toBe(before);
  });
});
