/** What people do with exports, against the fake API. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { picture, violations } from './browser.mjs';
import { brokenWord, endlessWord } from './fake/exports.mjs';
import { api, begin, open, page, useStage } from './stage.mjs';

useStage();

const menu = (name = 'Export') => page.getByRole('button', { name, exact: true });
const pick = async (format) => {
  await menu().click();
  await page.locator(`[data-format=${format}]`).click();
};
const toast = () => page.getByRole('group', { name: 'Export', exact: true });
const asked = (line) => api.state.requests.filter((request) => request === line).length;

describe('the menu of formats (E13)', () => {
  it('says what each format is for, and is worked by keyboard', async () => {
    await open('/findings');
    await menu().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^CSV/ }).waitFor();
    assert.equal(await page.locator('[data-format]').count(), 8);
    for (const item of await page.locator('[data-format]').allInnerTexts()) assert.match(item, /^\w+\n+.{10,}/);
    await picture(page, 'export-menu');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
  });

  it('exports what the page shows: its query and its order', async () => {
    await open('/findings?q=severity%3Acritical&sort=dueAt');
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/v1/exports'));
    await pick('json');
    assert.deepEqual(JSON.parse((await sent).postData() ?? ''), {
      of: 'findings',
      q: 'severity:critical',
      sort: 'dueAt',
      format: 'json',
      language: 'en',
      timeZone: 'America/Sao_Paulo',
    });
  });
});

describe('an export (E13)', () => {
  it('is saved as soon as it is made, wherever the person has gone meanwhile', async () => {
    await open('/findings');
    await pick('csv');
    await toast().getByRole('progressbar').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), 'cspmexa-findings-20261121-104104.csv');
    assert.equal(await readFile(await file.path(), 'utf8'), 'the file of cspmexa-findings-20261121-104104.csv\n');
    await toast().getByText('The file was saved.').waitFor();
    await picture(page, 'export-saved');
    assert.deepEqual(await violations(page), []);
    // Once more by hand.
    const again = page.waitForEvent('download');
    await toast().getByRole('button', { name: 'Download' }).click();
    await again;
  });

  it('is stopped', async () => {
    await open(`/findings?q=${endlessWord}`);
    await pick('csv');
    await toast().getByText('500 of 1,200 rows').waitFor();
    await picture(page, 'export-running');
    await toast().getByRole('button', { name: 'Stop' }).click();
    await toast().waitFor({ state: 'detached' });
    assert.equal(api.state.requests.filter((line) => line.startsWith('DELETE /api/v1/exports/')).length, 1);
  });

  it('that fails says why, with its trace, and is made again', async () => {
    await open(`/findings?q=${brokenWord}`);
    await pick('pdf');
    await toast().getByText('It broke. (trace 0123)').waitFor();
    await picture(page, 'export-failed');
    await toast().getByRole('button', { name: 'Make it again' }).click();
    await toast().getByRole('progressbar').waitFor();
    assert.equal(asked('POST /api/v1/exports'), 2);
  });

  it('that is refused says why, and can be tried again', async () => {
    await open('/findings');
    await menu().click();
    api.state.outage = true;
    await page.locator('[data-format=csv]').click();
    await toast().locator('.problem code').first().waitFor();
    api.state.outage = false;
    const saved = page.waitForEvent('download');
    await toast().getByRole('button', { name: 'Try again' }).click();
    await saved;
  });
});

describe('the page of exports', () => {
  const rows = () => page.locator('.data-table tbody tr');

  it('lists one’s own exports, and gives and deletes their files', async () => {
    await open('/exports');
    assert.equal(await rows().count(), 4);
    await page.getByText('12,500 of 20,000 rows').waitFor();
    await page.getByText('account:"<b>Production</b>"').waitFor();
    const done = rows().filter({ hasText: 'cis-aws-7.0' });
    const saved = page.waitForEvent('download');
    await done.getByRole('button', { name: /^Download/ }).click();
    assert.equal((await saved).suggestedFilename(), 'cspmexa-cis-aws-7.0-20261121-094500.html');
    await done.getByRole('button', { name: /^Delete/ }).click();
    await done.waitFor({ state: 'detached' });
    assert.equal(await rows().count(), 3);
  });

  it('is led to by the menu, and follows what is made', async () => {
    await open('/findings');
    await menu().click();
    await page.getByRole('menuitem', { name: 'My exports' }).click();
    await page.getByRole('heading', { name: 'Exports', level: 1 }).waitFor();
    const failed = rows().filter({ hasText: 'ocsf.json' });
    await failed.getByText('4bf92f3577b34da6a3ce929d0e0e4736').waitFor();
    await failed.getByRole('button', { name: /^Make it again/ }).click();
    await rows().nth(4).waitFor();
  });

  it('speaks Portuguese', async () => {
    await begin({ language: 'pt' });
    await open('/exports');
    await page.getByRole('heading', { name: 'Exportações', level: 1 }).waitFor();
    await page.getByText('12.500 de 20.000 linhas').waitFor();
  });
});
