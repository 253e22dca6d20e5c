/** The frame around every page: keys, the palette, the time zone, the end of a session, trying it without AWS (E01, E04, E11, E15). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, settle, signIn, violations, visit } from './browser.mjs';
import { api, browser, useSharedStage } from './stage.mjs';

useSharedStage();

const pathOf = (page) => new URL(page.url()).pathname;
const reaches = (page, path) => page.waitForFunction((wanted) => location.pathname === wanted, path);

describe('keys (E04)', () => {
  it('jump between pages, open the sheet, and can be switched off for good (WCAG 2.1.4)', async () => {
    const { page, context, trouble } = await visit(browser);
    await signIn(page, api.url);
    await settle(page);
    for (const [keys, path] of [
      ['gf', '/findings'],
      ['gs', '/scans'],
      ['ga', '/accounts'],
      ['go', '/'],
    ]) {
      for (const key of keys) await page.keyboard.press(key);
      await reaches(page, path);
    }
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Go to Findings').waitFor();
    await picture(page, 'key-sheet');
    assert.deepEqual(await violations(page), []);
    await sheet.getByRole('switch', { name: 'Single keys' }).click();
    await page.waitForFunction(() => document.querySelector('.key-list [data-off]'));
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.keyboard.press('?');
    await page.waitForTimeout(300);
    assert.equal(pathOf(page), '/');
    assert.equal(await page.getByRole('dialog').count(), 0);
    // It is the person's, not the device's.
    await page.reload();
    await settle(page);
    await page.keyboard.press('?');
    await page.waitForTimeout(200);
    assert.equal(await page.getByRole('dialog').count(), 0);
    api.state.world.members.find(({ email }) => email === 'ana@example.com').singleKeys = true;
    await context.close();
    assert.deepEqual(trouble, []);
  });

  it('never act while somebody writes', async () => {
    const { page, context } = await visit(browser);
    await signIn(page, api.url, { at: '/accounts/new' });
    await settle(page);
    await page.getByLabel('Name').fill('');
    await page.getByLabel('Name').press('g');
    await page.getByLabel('Name').press('f');
    await page.getByLabel('Name').press('?');
    assert.equal(await page.getByLabel('Name').inputValue(), 'gf?');
    assert.equal(pathOf(page), '/accounts/new');
    await context.close();
  });
});

describe('the palette', () => {
  it('finds pages, accounts, policies and findings, with accents or without, and goes there', async () => {
    const { page, context, trouble } = await visit(browser, { language: 'pt' });
    await signIn(page, api.url);
    await settle(page);
    await page.keyboard.press('Control+k');
    const field = page.getByPlaceholder('Busque páginas, achados, recursos, contas, políticas');
    await field.waitFor();
    await picture(page, 'palette');
    assert.deepEqual(await violations(page), []);
    await field.fill('politicas');
    await page.getByRole('button', { name: 'Políticas' }).first().waitFor();
    await field.fill('Staging');
    await page.getByRole('button', { name: /^Staging/ }).waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Buscar', exact: true }).click();
    await field.fill('achados');
    await page.keyboard.press('Enter');
    await reaches(page, '/findings');
    await context.close();
    assert.deepEqual(trouble, []);
  });
});

describe('the end of a session (E15)', () => {
  it('is told two minutes ahead, without taking the page away', async () => {
    api.state.world.sessionEndsAt = new Date(Date.now() + 100_000).toISOString();
    const { page, context } = await visit(browser);
    await signIn(page, api.url, { at: '/accounts/new' });
    await settle(page);
    await page.getByLabel('Name').fill('Half written');
    const warning = page.getByRole('alertdialog');
    await warning.waitFor();
    assert.match(await warning.innerText(), /Your session ends at \d/);
    const [elsewhere] = await Promise.all([
      context.waitForEvent('page'),
      warning.getByRole('link', { name: 'Sign in again' }).click(),
    ]);
    // The session is still there, and yet it asks for another one.
    const google = elsewhere.locator('[data-sign-in=google]');
    await google.waitFor();
    assert.match(await google.getAttribute('href'), /again=true/);
    await google.click();
    await elsewhere.locator('[data-person="ana@example.com"]').click();
    await elsewhere.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.bringToFront();
    await picture(page, 'session-end');
    assert.deepEqual(await violations(page), []);
    // Signed in again elsewhere: coming back makes it go.
    api.state.world.sessionEndsAt = new Date(Date.now() + 86_400_000).toISOString();
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await warning.waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Name').inputValue(), 'Half written');
    delete api.state.world.sessionEndsAt;
    await context.close();
  });
});

describe('the time zone (E11)', () => {
  it('is chosen once and holds on every page, with the exact time on hover', async () => {
    const { page, context } = await visit(browser);
    await signIn(page, api.url, { at: '/profile' });
    await settle(page);
    const field = page.getByRole('combobox', { name: 'Time zone' });
    await field.fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    const [{ id, createdAt }] = api.state.world.accounts;
    await page.waitForFunction(() => document.querySelector('input[aria-label="Time zone"]:not(:disabled)'));
    await page.goto(`${api.url}/accounts/${id}`);
    await settle(page);
    const shown = page.locator(`time[datetime="${createdAt}"]`);
    const expected = new Intl.DateTimeFormat('en', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Tokyo',
    }).format(new Date(createdAt));
    assert.equal(await shown.innerText(), expected);
    assert.equal(await shown.getAttribute('title'), createdAt);
    api.state.world.members.find(({ email }) => email === 'ana@example.com').timeZone = null;
    await context.close();
  });
});

describe('without a connection', () => {
  it('says so, keeps what is shown, and goes on by itself when it is back', async () => {
    const { page, context } = await visit(browser);
    await signIn(page, api.url, { at: '/accounts' });
    await page.locator('.live[data-state=live]').waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await picture(page, 'offline');
    assert.equal(await page.getByRole('link', { name: 'Production' }).count(), 1);
    api.state.world.accounts[0].name = 'Production, renamed';
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Production, renamed' }).waitFor();
    await page.locator('.live[data-state=live]').waitFor();
    api.state.world.accounts[0].name = 'Production';
    await context.close();
  });
});

describe('the first run (E01)', () => {
  it('connects the sandbox from an empty page with one click and goes to its scan; a role takes the id alone', async () => {
    const { world } = api.state;
    const { page, context, trouble } = await visit(browser);
    await signIn(page, api.url);
    api.state.world = { ...world, accounts: [], findings: [] };
    await page.goto(api.url);
    await page.getByRole('button', { name: 'Try with example data' }).click();
    await page.waitForFunction(() => location.pathname.startsWith('/scans/'));
    assert.equal(api.state.world.accounts[0].sandbox, true);
    await page.goto(`${api.url}/accounts/new`);
    await page.getByLabel('Name').fill('Shop');
    await page.getByLabel('Role ARN').fill('123456789012');
    await page.getByPlaceholder('env=prod').pressSequentially('env=prod,');
    await page.getByPlaceholder('ana@example.com').pressSequentially('Rui@Example.com nonsense ');
    await page.getByText('nonsense is no e-mail address.').waitFor();
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.waitForFunction(() => location.search === '?tab=connect');
    const [, added] = api.state.world.accounts;
    assert.deepEqual(
      [added.access.roleArn, added.tags, added.owners],
      ['arn:aws:iam::123456789012:role/cspmexa-read', { env: 'prod' }, ['rui@example.com']],
    );
    const link = page.getByRole('link', { name: 'Open AWS to create it' });
    assert.match(await link.getAttribute('href'), new RegExp(added.externalId));
    await picture(page, 'connect');
    assert.deepEqual(await violations(page), []);
    api.state.world = world;
    await context.close();
    assert.deepEqual(trouble, []);
  });
});
