/** Every page, in both languages and both themes: it renders, says no raw key, overflows nowhere, and axe finds nothing. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { colourRules, picture, settle, signIn, violations, visit } from './browser.mjs';
import { drawers, places } from './places.mjs';
import { api, browser, useSharedStage } from './stage.mjs';

/** The first words of every key: what follows one of them and a dot is a key that was not looked up. */
const topics = [
  ...new Set(
    readdirSync(path.join(import.meta.dirname, '../src/locales/en')).flatMap((file) =>
      [
        ...readFileSync(path.join(import.meta.dirname, '../src/locales/en', file), 'utf8').matchAll(/^ {2}(\w+): \{/gm),
      ].map(([, topic]) => topic),
    ),
  ),
];
const rawKey = new RegExp(`\\b(?:${topics.join('|')})\\.[a-z][A-Za-z.-]*\\b`);

/** Other faces of pages that are there already. */
const unhurried = ['invitations', 'roles', 'system-letters', 'policies-set', 'findings-none', 'resources-none'];

useSharedStage();

/**
 * Each page is loaded once and then looked at in all of these ways. In each language it is held against all rules in one theme and against
 * those about colours in the other: the rest is the same in both. What is checked wide in one language is checked narrow in the other.
 */
const looks = [
  { theme: 'light', width: 1_440, rules: { en: 'all' } },
  { theme: 'dark', width: 1_440, rules: { pt: colourRules } },
  { theme: 'dark', width: 375, rules: { en: colourRules } },
  { theme: 'light', width: 320, rules: { pt: 'all' } },
];

/** What is wrong with the page that is open, one line each. `rules`: which of axe; none, if they are left out. */
async function faults(page, name, trouble, rules = 'all') {
  await settle(page);
  await picture(page, name);
  const text = await page.evaluate(() => document.body.innerText);
  const key = rawKey.exec(text.replace(/aws[-.][\w.-]+/g, ''));
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...(key ? [`raw key ${key[0]}`] : []),
    ...(tooWide > 0 ? [`${tooWide} px too wide`] : []),
    ...(rules ? await violations(page, rules === 'all' ? undefined : rules) : []),
    ...trouble.splice(0),
  ].map((fault) => `${name}: ${fault}`);
}

/** The same of every look of the page. */
async function faultsOfLooks(page, name, language, trouble) {
  const found = [];
  for (const { theme, width, rules } of looks) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await page.waitForFunction((scheme) => document.documentElement.dataset.mantineColorScheme === scheme, theme);
    found.push(...(await faults(page, `${name}-${language}-${theme}-${width}`, trouble, rules[language] ?? null)));
  }
  return found;
}

describe('every page (E02, E14)', { concurrency: 2 }, () => {
  for (const language of ['en', 'pt'])
    it(`is whole, readable and without violations in ${language}, in both themes, wide and narrow`, async () => {
      const { page, context, trouble } = await visit(browser, { language });
      await page.goto(api.url);
      await page.locator('[data-sign-in=google]').waitFor();
      const found = await faultsOfLooks(page, 'sign-in', language, trouble);
      assert.equal(await page.getAttribute('html', 'lang'), language === 'pt' ? 'pt-BR' : 'en');
      await signIn(page, api.url);
      const titles = new Set();
      for (const [name, address] of Object.entries(places(api.state.world))) {
        await page.goto(api.url + address);
        if (drawers.includes(name)) await page.locator('.drawer-title').waitFor();
        found.push(...(await faultsOfLooks(page, name, language, trouble)));
        titles.add(await page.title());
      }
      await context.close();
      assert.deepEqual(found, []);
      assert.ok(titles.size > 12, 'pages have titles of their own');
    });
});

/** Notes how far things on the page were moved by what came later, without anybody doing anything. */
const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shifts = { sum: 0, what: new Set() };
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput) {
          window.shifts.sum += value;
          for (const { node } of sources) window.shifts.what.add(node?.className || node?.nodeName);
        }
    }).observe({ type: 'layout-shift', buffered: true });
  });

describe('what comes late (E09)', { concurrency: 2 }, () => {
  before(() => (api.state.delay = 250));
  after(() => (api.state.delay = 0));

  for (const width of [1_440, 375])
    it(`moves nothing that is there already at ${width} px`, async () => {
      const { page, context } = await visit(browser, { width });
      await watchShifts(page);
      await signIn(page, api.url);
      const found = [];
      for (const [name, address] of Object.entries(places(api.state.world))) {
        if (unhurried.includes(name)) continue;
        await page.goto(api.url + address);
        await settle(page);
        const { sum, what } = await page.evaluate(() => ({ ...window.shifts, what: [...window.shifts.what] }));
        if (sum > 0.05) found.push(`${name}: ${sum.toFixed(3)} ${what.join(', ')}`);
      }
      await context.close();
      assert.deepEqual(found, []);
    });
});

describe('when there is nothing, or something is wrong (E09)', () => {
  const lists = [
    '/',
    '/findings',
    '/resources',
    '/accounts',
    '/scans',
    '/alerts',
    '/deliveries',
    '/policies',
    '/compliance',
    '/exports',
    '/tokens',
    '/audit',
    '/members',
  ];

  it('says why a list is empty and what to do', async () => {
    const { world } = api.state;
    const nothing = {
      ...world,
      accounts: [],
      findings: [],
      resources: [],
      scans: [],
      rules: [],
      deliveries: [],
      policies: [],
      tokens: [],
      audit: [],
    };
    const { page, context, trouble } = await visit(browser);
    const found = [];
    await signIn(page, api.url);
    api.state.world = nothing;
    for (const path of lists.slice(0, -1)) {
      await page.goto(api.url + path);
      await page.locator('.state').first().waitFor();
      found.push(...(await faults(page, `empty${path.replaceAll('/', '-')}`, trouble)));
    }
    api.state.world = world;
    await context.close();
    assert.deepEqual(found, []);
  });

  it('shows the problem with a trace id to copy and a way to try again', async () => {
    const { page, context, trouble } = await visit(browser, { theme: 'dark' });
    const found = [];
    await signIn(page, api.url);
    api.state.outage = true;
    for (const path of lists) {
      await page.goto(api.url + path);
      await page.locator('.problem code').first().waitFor();
      found.push(...(await faults(page, `outage${path.replaceAll('/', '-')}`, trouble)));
    }
    api.state.outage = false;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.locator('.data-table').first().waitFor();
    await context.close();
    assert.deepEqual(found, []);
  });

  it('tells those whose role is not enough', async () => {
    const { page, context, trouble } = await visit(browser);
    const found = [];
    await signIn(page, api.url, { as: 'dan@example.com' });
    for (const path of ['/members', '/deliveries', '/accounts/new']) {
      await page.goto(api.url + path);
      await page.getByText('Your role does not open this page').waitFor();
      found.push(...(await faults(page, `no-permission${path.replaceAll('/', '-')}`, trouble)));
    }
    assert.equal(await page.getByRole('link', { name: 'Members' }).count(), 0);
    await context.close();
    assert.deepEqual(found, []);
  });
});
