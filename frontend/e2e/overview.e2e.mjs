/** The overview: every number leads to what it counts, every chart is a table, too (E12), and severity is words (E07). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, settle, signIn, violations, visit } from './browser.mjs';
import { api, browser, useSharedStage } from './stage.mjs';

useSharedStage();

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
        .locator('.area-severity tbody tr, .area-services tbody tr, .area-accounts tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) => ({
            href: row.querySelector('a.row-link').getAttribute('href'),
            count: row.querySelector('strong, td:last-child:not(.bars td)').innerText,
          })),
        )),
      ...(await page
        .locator('.area-severity .panel-aside a, .area-services td a[data-severity]')
        .evaluateAll((all) => all.map((a) => ({ href: a.getAttribute('href'), count: a.innerText })))),
    ];
    assert.ok(links.length >= 15, `${links.length} numbers`);
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
    assert.match(decodeURIComponent(href), /(is:open$|opened:\d{4}-\d{2}-\d{2})/);
    // It is a part of the address, as the order of the findings is.
    await page.getByText('Newest', { exact: true }).click();
    await page.waitForURL(/trend=table&first=newest/);
    await page.reload();
    await settle(page);
    assert.equal(await rows.count(), 7);
    assert.ok(await page.getByRole('radio', { name: 'Newest' }).isChecked());
    await picture(page, 'overview-table');
    await context.close();
  });
});

describe('the overview on a screen on the wall', () => {
  it('has no frame, larger numbers, is as of now, and keeps itself fresh', async () => {
    const { page, context, trouble } = await visit(browser, { width: 1920, height: 1080, theme: 'dark' });
    await page.clock.install();
    await signIn(page, api.url, { at: '/?tv' });
    await settle(page);
    await page.getByRole('heading', { name: 'Tucanuva' }).waitFor();
    await page.getByText(/^Updated at \d/).waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.equal(await page.getByRole('banner').locator('.topbar').count(), 0);
    await picture(page, 'overview-tv');
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    assert.ok(overflow <= 0, `${overflow} px do not fit on the screen`);
    const sizes = await page
      .locator('.ring strong, .bar-row strong')
      .evaluateAll((all) => all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)));
    assert.ok(Math.min(...sizes) >= 30, `${Math.min(...sizes)} px`);
    assert.deepEqual(await violations(page), []);
    api.state.requests.length = 0;
    await page.clock.runFor(61_000);
    await page.waitForFunction(() => document.querySelector('.ring'));
    await settle(page);
    assert.ok(api.state.requests.some((line) => line.startsWith('GET /api/v1/overview')));
    await page.getByRole('button', { name: 'Leave TV mode' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.getByRole('button', { name: 'TV mode' }).click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.evaluate(() => document.exitFullscreen());
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await context.close();
    assert.deepEqual(trouble, []);
  });
});

describe('severity (E07)', () => {
  it('is a letter and a word, never colour alone', async () => {
    const { page, context } = await visit(browser, { language: 'pt' });
    await signIn(page, api.url);
    await settle(page);
    const marks = await page.locator('.area-severity tbody tr').allInnerTexts();
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
