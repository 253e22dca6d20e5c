import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';

describe('signing in with Google through the gateway', () => {
  let site: Site;
  beforeAll(async () => {
    site = await siteUnderTest();
  }, 60_000);
  afterAll(() => site.stop());

  it('leads from the start to the page that was asked for, with a session', async () => {
    const browser = site.browser();
    const answer = await site.signIn(browser, 'ana@tucanuva.example', '/findings?status=open#top');
    expect(answer).toMatchObject({ status: 302, location: `${site.publicUrl}/findings?status=open#top` });
    const token = await site.token(browser);
    const me = await site.api(String(token), '/v1/me');
    expect(JSON.parse(me.text)).toMatchObject({
      member: { email: 'ana@tucanuva.example', name: 'Ana Souza', role: 'admin' },
      tenant: { id: site.tenantId, name: 'Tucanuva' },
    });
  });
});
