/** The main job against the real thing: sign in, wait for the first finding, read why it fails and how to fix it. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openBrowser, picture, violations, visit } from './browser.mjs';

const baseUrl = process.env.BASE_URL?.replace(/\/$/, '');
/** How long the first finding may take, in milliseconds. */
const patience = Number(process.env.FIRST_FINDING_MS ?? 60_000);

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

it(
  'leads a newcomer from sign-in to the reason of a finding',
  { skip: baseUrl ? false : 'BASE_URL is not set' },
  async () => {
    const { page, context, trouble } = await visit(browser);
    await page.goto(`${baseUrl}/findings`);
    await page.locator('[data-sign-in=google]').click();
    await page.locator('[data-person]').first().click();
    await page.waitForURL((url) => url.href.startsWith(`${baseUrl}/findings`));
    await page.locator('[data-finding]').first().waitFor({ timeout: patience });
    await picture(page, 'real-findings');

    await page.locator('[data-finding]').first().click();
    const dialog = page.getByRole('dialog');
    const section = (heading) =>
      dialog.locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) });
    await section('Why it fails').waitFor();
    assert.ok((await section('Why it fails').innerText()).length > 40, 'it says why');
    assert.ok((await section('Evidence').locator('.json-line').count()) > 0, 'it shows the evidence');
    assert.ok((await section('How to fix it').locator('.steps li').count()) > 0, 'it says how to fix it');
    await picture(page, 'real-finding');
    assert.deepEqual(await violations(page), []);

    await page.goto(baseUrl);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.locator('.ring-text').waitFor();
    await picture(page, 'real-overview');
    assert.deepEqual(trouble, []);
    await context.close();
  },
);
