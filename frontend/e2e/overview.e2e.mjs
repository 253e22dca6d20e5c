/** The overview: every number leads to what it counts, every chart is a table, too (E12), and severity is words (E07). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, picture, settle, signIn, visit } from './browser.mjs';
import { startFakeApi } from './fake/fake-api.mjs';

let api;
let browser;
before(async () => {
  api = await startFakeApi();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await api?.close();
});

const numberIn = (text) => Number(/\d[\d.,]*/.exec(text)[0].replace(/[.,]/g, ''));
/** How many findings the list says that it has. */
const totalOf = async (page) => {
  await page.waitForURL(/\/findings/);
  await settle(page);
  return numberIn(await page.locator('.page-subtitle').innerText());
};

describe('the overview (E12)', () => {
  it('has numbers that equal the lists behind them', async () => {
    const { page, context, trouble } = await visit(browser);
    await signIn(page, api.url);
    await settle(page);
    const links = [
      ...(await page
        .locator('.area-severity .bar-row')
        .evaluateAll((rows) =>
          rows.map((row) => ({ href: row.getAttribute('href'), count: row.querySelector('strong').innerText })),
        )),
      ...(await page.locator('.area-services tbody tr, .area-accounts tbody tr').evaluateAll((rows) =>
        rows.map((row) => ({
          href: row.querySelector('a').getAttribute('href'),
          count: row.querySelector('td:last-child').innerText,
        })),
      )),
    ];
    assert.ok(links.length >= 9, `${links.length} numbers`);
    const found = [];
    for (const { href, count } of links) {
      await page.goto(api.url + href);
      const total = await totalOf(page);
      if (total !== numberIn(count)) found.push(`${href}: ${count} on the overview, ${total} in the list`);
    }
    assert.deepEqual(found, []);
    await context.close();
    assert.deepEqual(trouble, []);
  });

  it('shows the trend as a table with the same days, whose numbers lead to the findings of the day', async () => {
    const { page, context } = await visit(browser);
    await signIn(page, api.url, { at: '/?days=7' });
    await settle(page);
    await page.getByRole('button', { name: 'View as table' }).click();
    const rows = page.locator('.area-trend tbody tr');
    assert.equal(await rows.count(), 7);
    const href = await rows.first().locator('a').first().getAttribute('href');
    assert.match(decodeURIComponent(href), /opened:\d{4}-\d{2}-\d{2}/);
    await picture(page, 'overview-table');
    await context.close();
  });
});

describe('severity (E07)', () => {
  it('is a letter and a word, never colour alone', async () => {
    const { page, context } = await visit(browser, { language: 'pt' });
    await signIn(page, api.url);
    await settle(page);
    const marks = await page.locator('.area-severity .bar-row').allInnerTexts();
    for (const [index, word] of ['Crítica', 'Alta', 'Média', 'Baixa', 'Info'].entries())
      assert.match(marks[index], new RegExp(word, 'i'));
    const unnamed = await page
      .locator('[data-severity]')
      .evaluateAll(
        (all) => all.filter((mark) => !/\p{L}/u.test(mark.textContent ?? '') && !/\d/.test(mark.textContent)).length,
      );
    assert.equal(unnamed, 0);
    await context.close();
  });
});
