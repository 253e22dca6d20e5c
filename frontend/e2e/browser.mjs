/** Opens pages in the Chromium of this machine, signs in, and looks for accessibility violations. */
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const artefacts = path.resolve(import.meta.dirname, '../../artefacts/browser');
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: flags });

/** The rules of axe that a theme has a say in; all others see the same page in both. */
export const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * A fresh visitor, who chose the language on this device before, unless `hasChosen` is false: then only the browser prefers it.
 * `trouble` collects what the console, the page and the content policy complain about.
 */
export async function visit(
  browser,
  { language = 'en', theme = 'light', width = 1440, height = 900, hasChosen = true } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'pt' ? 'pt-BR' : 'en-US',
    timezoneId: 'America/Sao_Paulo',
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  if (hasChosen)
    await context.addInitScript((chosen) => {
      // Frames without an origin have no storage.
      if (location.origin !== 'null') localStorage['cspmexa-language'] ??= chosen;
    }, language);
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(`page error: ${error.message}`));
  page.on('dialog', (dialog) => (trouble.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on('console', (message) => {
    const text = message.text();
    // A refused call is a part of signing in and of showing problems; the mail's frame blocking scripts is the point.
    if (message.type() === 'error' && !/Failed to load resource|about:srcdoc/.test(text))
      trouble.push(`console: ${text}`);
  });
  return { page, context, trouble };
}

/** Goes to a place, and through the sign-in that is in its way, as the person with this address. */
export async function signIn(page, baseUrl, { as = 'ana@example.com', at = '/' } = {}) {
  await page.goto(baseUrl + at);
  await page.locator('[data-sign-in=google]').click();
  await page.locator(`[data-person="${as}"]`).click();
  await page.locator('h1').first().waitFor();
}

/** Waits until nothing is on its way. */
export async function settle(page) {
  const quiet = () =>
    !document.querySelector('[aria-busy=true], [data-stale], .row-skeleton') && document.querySelector('h1, .state');
  await page.waitForFunction(quiet);
  // What was quiet may only have been between two calls.
  await page.waitForTimeout(150);
  await page.waitForFunction(quiet);
}

/** Tries until `check` throws no more, for what only the fake API knows of. @throws what it threw last, after ten seconds */
export async function eventually(check) {
  for (const end = Date.now() + 10_000; ;)
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
}

/**
 * Scrolls the list of findings, at the end by `jump` pixels a frame. Returns the middle of what a frame took in ms beside that of some
 * fixed work (a busy machine slows both), and by how much things moved meanwhile, or since the page began (`wholePage`).
 */
export const scrolling = (page, { jump, wholePage = false }) =>
  page.evaluate(
    async ({ jump, buffered }) => {
      const list = document.querySelector('.findings-scroll');
      let shift = 0;
      new PerformanceObserver((seen) => {
        for (const entry of seen.getEntries()) shift += entry.value;
      }).observe({ type: 'layout-shift', buffered });
      const middleOf = async (step) => {
        const frames = [];
        for (let n = 0; n < 60; n += 1) {
          const start = performance.now();
          step(n);
          await new Promise((resolve) => requestAnimationFrame(resolve));
          frames.push(performance.now() - start);
        }
        return frames.sort((a, b) => a - b)[30];
      };
      // As much work as a few rows should be.
      const work = Array.from({ length: 30_000 }, (_, n) => (n * 7_919) % 30_011);
      const still = await middleOf(() => void [...work].sort((a, b) => a - b));
      const moving = await middleOf((n) => (list.scrollTop += n < 45 ? 180 : jump));
      return { still, moving, shift };
    },
    { jump, buffered: wholePage },
  );

/** The violations of WCAG 2.2 AA on the page, one line each; of some rules, if they are given. */
export async function violations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (runOnly) => window.axe.run(document, { runOnly }),
    rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  );
}

/** Keeps a picture of the page for people to look at. */
export async function picture(page, name) {
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: path.join(artefacts, `${name}.png`) });
}
