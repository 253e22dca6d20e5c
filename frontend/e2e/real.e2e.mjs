/** The main job against the real thing: sign in, wait for the first finding, read why it fails and how to fix it. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { generateSync } from 'otplib';
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
    await section('Configuration').locator('.json-line').first().waitFor();
    await section('How to fix it').locator('.steps li').first().waitFor();
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

it(
  'has a person set an authenticator up, be asked for its code, lose it, and recover (M01, M04)',
  { skip: baseUrl ? false : 'BASE_URL is not set' },
  async () => {
    const { page, context, trouble } = await visit(browser, { language: 'pt' });
    // Each code works once: the ones after it come from later steps of the clock, which the server lets run one step ahead.
    let ahead = 0;
    const codeOf = (secret) => generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 * ahead++ });
    const signIn = async () => {
      await page.goto(`${baseUrl}/profile`);
      await page.locator('[data-sign-in=google]').click();
      await page.locator('[data-person]', { hasText: 'Bruno' }).click();
    };
    const signOut = async () => {
      await page.getByRole('button', { name: /^Conectado como/ }).click();
      await page.getByRole('menuitem', { name: 'Sair' }).click();
      await page.locator('[data-sign-in=google]').waitFor();
    };
    const code = page.getByRole('textbox', { name: /^Código/ });
    await signIn();
    await page.getByRole('button', { name: 'Configurar um autenticador' }).click();
    const secret = (await page.locator('[data-secret]').innerText()).replaceAll(' ', '');
    await picture(page, 'real-enrolment');
    await code.fill(codeOf(secret));
    await page.getByRole('button', { name: 'Confirmar' }).click();
    await page.locator('.recovery-codes li').nth(9).waitFor();
    const recovery = await page.locator('.recovery-codes li').allInnerTexts();
    assert.equal(recovery.length, 10);
    await page.getByLabel('Guardei os códigos.').check();
    await page.getByRole('button', { name: 'Pronto' }).click();
    await page.getByText('Restam 10 códigos de recuperação.').waitFor();

    await signOut();
    await signIn();
    await code.fill(codeOf(secret));
    await page.getByRole('button', { name: 'Continuar' }).click();
    await page.getByRole('heading', { name: 'Perfil' }).waitFor();

    await signOut();
    await signIn();
    await page.getByRole('button', { name: 'Usar um código de recuperação' }).click();
    await code.fill(recovery[0]);
    await page.getByRole('button', { name: 'Continuar' }).click();
    await page.getByText('Restam 9 códigos de recuperação.').waitFor();
    await picture(page, 'real-profile');
    await page.getByRole('button', { name: 'Remover autenticador' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remover autenticador' }).click();
    await page.getByText('O autenticador foi removido.').waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  },
);
