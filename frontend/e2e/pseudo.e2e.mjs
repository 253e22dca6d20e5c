/** Words that are 40 % longer than ours, as those of other languages are: nothing overflows, nothing is cut off (E11). */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'vite';
import { openBrowser, picture, settle, signIn, visit } from './browser.mjs';
import { drawers, places } from './places.mjs';

const dist = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-pseudo-'));

/** Doubles the vowels of all words but not those of placeholders and tags. Longer words, not more of them: nothing can be broken in new places. */
function lengthen(texts) {
  const longer = { a: 'áà', e: 'éè', i: 'íì', o: 'óò', u: 'úù', A: 'ÁÀ', E: 'ÉÈ', I: 'ÍÌ', O: 'ÓÒ', U: 'ÚÙ' };
  if (typeof texts === 'string')
    return texts.replace(/\{\{.*?\}\}|<[^>]*>|\$t\(.*?\)|[aeiou]/gi, (part) => longer[part] ?? part);
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, lengthen(value)]));
}

/** Builds the dashboard with longer English, and nothing else changed. */
const pseudo = {
  name: 'pseudo',
  enforce: 'pre',
  transform(code, id) {
    const [, table] = /locales\/en\/(first|pages)\.ts$/.exec(id) ?? [];
    if (!table) return undefined;
    return `${code.replace(`export const ${table} =`, 'const plain =')}
      ${lengthen}
      export const ${table} = lengthen(plain);`;
  },
};

/** Texts that reach beyond what shows them, and texts that are cut without saying so. */
function faultsOfTexts() {
  const faults = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest('svg, option') || !holder.checkVisibility({ visibilityProperty: true }))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const right = Math.max(0, ...[...range.getClientRects()].map((box) => box.right));
    // As far as it can be seen or scrolled to.
    let edge = window.innerWidth;
    for (let around = holder; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      const saysMore = /auto|scroll/.test(style.overflowX) || style.textOverflow === 'ellipsis';
      // Some things are for screen readers alone: they are a point.
      if (saysMore || box.width <= 1) edge = Infinity;
      else if (style.overflowX !== 'visible') edge = Math.min(edge, box.right);
      if (edge === Infinity) break;
    }
    if (right > edge + 1) faults.add(`"${node.data.trim().slice(0, 60)}" by ${Math.round(right - edge)} px`);
  }
  const tooWide = document.documentElement.scrollWidth - window.innerWidth;
  return [...(tooWide > 0 ? [`the page is ${tooWide} px too wide`] : []), ...faults];
}

let api;
let browser;
before(async () => {
  await build({
    configFile: path.join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'silent',
    plugins: [pseudo],
    build: { outDir: dist, emptyOutDir: true },
  });
  process.env.FAKE_DIST = dist;
  // It looks for what it serves when it is loaded.
  const { startFakeApi } = await import('./fake/fake-api.mjs');
  api = await startFakeApi();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await api?.close();
  rmSync(dist, { recursive: true, force: true });
});

describe('longer words (E11)', () => {
  it('are noticed where they are cut', async () => {
    const { page, context } = await visit(browser);
    const cut = async (style) => {
      await page.setContent(`<div style="width:60px;white-space:nowrap;${style}"><span>not enough room</span></div>`);
      return (await page.evaluate(faultsOfTexts)).length;
    };
    assert.equal(await cut('overflow:hidden'), 1);
    assert.equal(await cut('overflow:hidden;text-overflow:ellipsis'), 0);
    assert.equal(await cut('overflow:auto'), 0);
    assert.equal(await cut('margin-left:1400px'), 2);
    await context.close();
  });

  it('fit on every page, wide and narrow', async () => {
    const { page, context } = await visit(browser);
    const found = [];
    const look = async (name) => {
      for (const width of [1_440, 375]) {
        await page.setViewportSize({ width, height: 900 });
        await settle(page);
        const faults = await page.evaluate(faultsOfTexts);
        if (faults.length > 0) await picture(page, `pseudo-${name}-${width}`);
        found.push(...faults.map((fault) => `${name} at ${width} px: ${fault}`));
      }
    };
    await page.goto(api.url);
    await page.locator('[data-sign-in=google]').waitFor();
    assert.match(await page.locator('h1').innerText(), /^Knóòw/);
    await look('sign-in');
    await signIn(page, api.url);
    for (const [name, address] of Object.entries(places(api.state.world))) {
      await page.goto(api.url + address);
      if (drawers.includes(name)) await page.locator('.drawer-title').waitFor();
      await look(name);
    }
    await context.close();
    assert.deepEqual(found, []);
  });
});
