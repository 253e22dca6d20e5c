/** Every page as people with other needs have it: 200 % zoom, forced colours, no motion, and the focus always in sight (E14). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, settle, signIn, violations, visit } from './browser.mjs';
import { drawers, places } from './places.mjs';
import { api, browser, useSharedStage } from './stage.mjs';

useSharedStage();

/** One face of each page: zoom and colours are the same in the others. */
const names = [
  ...['overview', 'findings', 'finding', 'resources', 'resource', 'accounts', 'account', 'scans', 'scan-partial'],
  ...['alerts', 'alert-rule', 'deliveries', 'compliance', 'framework', 'policies', 'policy', 'exports', 'members'],
  ...['tokens', 'audit', 'profile', 'system'],
];

/** Their addresses, and that of an open group, by name. */
function faces(world) {
  const all = places(world);
  const { policyId } = world.findings.find(({ status }) => status === 'open');
  return {
    ...Object.fromEntries(names.map((name) => [name, all[name]])),
    groups: `/findings?group=policy&open=${policyId}`,
  };
}

/** A visitor whose window of 1280 × 1024 is zoomed to 200 %, if nothing else is said. */
async function arrive({ forcedColors = 'none', width = 640, height = 512 } = {}) {
  const { page, context } = await visit(browser, { width, height });
  await page.emulateMedia({ forcedColors });
  await signIn(page, api.url);
  return { page, context };
}

async function go(page, name, address) {
  await page.goto(api.url + address);
  await settle(page);
  if (drawers.includes(name)) await page.locator('.drawer-title').waitFor();
}

/** What is wrong with the element that has the focus: out of sight, covered, or not told from the others. */
const focusFault = async () => {
  // What had the focus before has to be gone.
  for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const element = document.activeElement;
  // After the last element the focus is the browser's own for one stop.
  if (!element?.matches(':focus') || element === document.body) return undefined;
  const name = `<${element.tagName.toLowerCase()} class="${element.className}"> ${(element.ariaLabel ?? element.textContent).slice(0, 40)}`;
  // Checkboxes and switches are drawn by what stands beside them.
  const isSmall = (one) => one.getBoundingClientRect().width < 4 || getComputedStyle(one).opacity === '0';
  const drawn = isSmall(element) ? [element.nextElementSibling, ...(element.labels ?? []), element.parentElement] : [];
  const shown = [element, ...drawn].filter((one) => one && !isSmall(one));
  const box = (shown[0] ?? element).getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (right - left < 2 || bottom - top < 2) return `${name}: out of sight`;
  const across = [0.08, 0.3, 0.5, 0.7, 0.92].map((part) => left + (right - left) * part);
  const down = [0.15, 0.5, 0.85].map((part) => top + (bottom - top) * part);
  const isThere = across.some((x) =>
    down.some((y) => {
      const hit = document.elementFromPoint(x, y);
      return shown.some((one) => one.contains(hit)) || hit?.closest('label')?.control === element;
    }),
  );
  if (!isThere) return `${name}: covered`;
  const marked = [element, ...drawn, element.closest('.query-field')].flatMap((one) => (one ? [one, one] : []));
  const isMarked = marked.some((one, at) => {
    // Links that cover a row are marked by what covers it.
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one, at % 2 ? '::after' : undefined);
    const isForced = matchMedia('(forced-colors: active)').matches;
    return (
      (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) ||
      (!isForced && one !== element && boxShadow !== 'none')
    );
  });
  return isMarked ? undefined : `${name}: not marked`;
};

describe('at 200 % zoom (E14)', () => {
  for (const forcedColors of ['none', 'active'])
    it(`every page fits, and Tab never leaves what is in sight, with forced colours ${forcedColors}`, async () => {
      const { page, context } = await arrive({ forcedColors });
      const found = [];
      for (const [name, address] of Object.entries(faces(api.state.world))) {
        await go(page, name, address);
        await picture(page, `zoom-${name}-${forcedColors}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${name}: ${wide} px too wide`);
        for (let stop = 0; stop < 40; stop += 1) {
          await page.keyboard.press('Tab');
          const fault = await page.evaluate(focusFault);
          if (fault) found.push(`${name}: ${fault}`);
        }
      }
      await context.close();
      assert.deepEqual(found, []);
    });

  it('the findings have no violation: targets of 24 px, and all that is read', async () => {
    const { page, context } = await arrive();
    const found = [];
    const all = faces(api.state.world);
    for (const name of ['findings', 'groups', 'finding']) {
      await go(page, name, all[name]);
      found.push(...(await violations(page)));
    }
    await context.close();
    assert.deepEqual(found, []);
  });
});

describe('with forced colours (E14)', () => {
  it('what is selected, open, current and severe is told without colours of ours', async () => {
    const { page, context } = await arrive({ forcedColors: 'active', width: 1_280, height: 800 });
    await go(page, 'findings', '/findings');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await picture(page, 'forced-selected');
    const looks = await page.evaluate(() => {
      const look = (selector) => {
        const element = document.querySelector(selector);
        const { borderBottomColor, outlineStyle, outlineColor, borderTopWidth, backgroundColor } =
          getComputedStyle(element);
        return { borderBottomColor, outlineStyle, outlineColor, borderTopWidth, backgroundColor };
      };
      return {
        selected: look('.findings-scroll [data-selected]'),
        plain: look('.findings-scroll [data-row]:not([data-selected], :focus)'),
        letter: look('.findings-scroll .severity-letter'),
        currentView: look('.views-bar [aria-current]'),
        otherView: look('.views-bar a:not([aria-current])'),
        page: look('.nav-link.active'),
        otherPage: look('.nav-link:not(.active)'),
      };
    });
    assert.notDeepEqual(looks.selected, looks.plain);
    assert.notEqual(looks.letter.borderTopWidth, '0px');
    assert.notEqual(looks.currentView.borderBottomColor, looks.otherView.borderBottomColor);
    assert.notDeepEqual(looks.page, looks.otherPage);
    await page.locator('.severity', { hasText: 'Critical' }).first().waitFor();
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(focusFault), undefined);
    await context.close();
  });
});

describe('for those who want no motion (E14)', () => {
  it('nothing moves: drawers, menus and what is on its way', async () => {
    const { page, context } = await arrive({ width: 1_280, height: 800 });
    await page.addInitScript(() => {
      window.moved = [];
      const look = () => {
        for (const { animationName, transitionProperty, effect } of document.getAnimations()) {
          const { duration, iterations } = effect.getComputedTiming();
          if (duration > 1 || iterations > 1)
            window.moved.push(`${animationName ?? transitionProperty} ${duration} ms × ${iterations}`);
        }
        requestAnimationFrame(look);
      };
      look();
    });
    await go(page, 'findings', '/findings');
    await page.locator('.findings-scroll .row-link').first().click();
    await page.locator('.drawer-title').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer-title').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.keyboard.press('Escape');
    await page.goto(`${api.url}/findings?group=policy`);
    await page.locator('.group-toggle').first().click();
    await page.locator('.group-findings [data-finding]').first().waitFor();
    assert.deepEqual([...new Set(await page.evaluate(() => window.moved))], []);
    await context.close();
  });
});
