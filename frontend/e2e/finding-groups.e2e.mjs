/** Findings gathered by what they share: a list of thousands of groups that open in place, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, scrolling, settle, signIn, violations, visit } from './browser.mjs';
import { manyFindings } from './fake/findings.mjs';
import { api, browser, open, page, useStage } from './stage.mjs';

useStage();

const openOnes = () => api.state.world.findings.filter(({ status }) => status === 'open');
const list = () => page.locator('.findings-scroll');
const groups = () => page.locator('.group[data-group]');
const group = (index) => page.locator(`.group[aria-posinset="${index + 1}"]`);
const search = () => new URLSearchParams(new URL(page.url()).search);
const dialog = () => page.getByRole('dialog');
/** Waits until the group has the focus, or one of its findings. */
const inGroup = (index) =>
  page.waitForFunction(
    (wanted) => Number(document.activeElement?.closest('.group')?.getAttribute('aria-posinset')) - 1 === wanted,
    index,
  );
/** Makes the world one of 5,000 resources with a finding each. */
const crowd = () => {
  const { world } = api.state;
  world.findings = manyFindings(world, 5_000).map((finding) => ({ ...finding, status: 'open', resolution: null }));
  world.findingsStamp += 1;
};

/** How many findings each group says that it has, by the group's key; walks the list to its end. */
async function countsOfAll() {
  const counts = new Map();
  for (;;) {
    await page.waitForFunction(() => {
      const all = [...document.querySelectorAll('.group')];
      const end = document.querySelector('.findings-scroll').getBoundingClientRect().bottom;
      const total = Number(all.at(-1)?.getAttribute('aria-setsize'));
      const isLast = Number(all.at(-1)?.getAttribute('aria-posinset')) === total;
      return !all.some((one) => one.ariaBusy) && (isLast || all.at(-1)?.getBoundingClientRect().bottom >= end);
    });
    const seen = await groups().evaluateAll((all) =>
      all.map((one) => [
        one.dataset.group,
        Number(one.querySelector('.group-list-link').textContent.replace(/\D/g, '')),
      ]),
    );
    for (const [key, count] of seen) counts.set(key, count);
    const isAtEnd = await list().evaluate((element) => {
      const before = element.scrollTop;
      element.scrollTop += element.clientHeight;
      return element.scrollTop === before;
    });
    if (isAtEnd) return counts;
    await page.waitForTimeout(30);
  }
}

describe('groups', () => {
  for (const by of ['policy', 'resource', 'account', 'service', 'region', 'severity', 'assignee', 'cause'])
    it(`by ${by} add up to the list, open in place and as a list`, async () => {
      await open(`/findings?group=${by}`);
      await groups().first().waitFor();
      const counts = await countsOfAll();
      assert.equal(
        [...counts.values()].reduce((sum, count) => sum + count, 0),
        openOnes().length,
      );
      await list().evaluate((element) => (element.scrollTop = 0));
      await group(0).locator('.group-toggle').click();
      const findings = group(0).locator('.group-findings [data-finding]');
      await findings.first().waitFor();
      const [count] = counts.values();
      assert.equal(await findings.count(), Math.min(20, count));
      assert.deepEqual(await violations(page), []);
      await group(0).locator('.group-list-link').click();
      await page.getByText(`${count} finding`).first().waitFor();
    });

  it('are gone through by keys, and their findings are selected one by one and in ranges', async () => {
    await open('/findings?group=policy');
    await groups().first().waitFor();
    await page.keyboard.press('j');
    await inGroup(0);
    await page.keyboard.press('Enter');
    await page.locator('.group-findings [data-finding]').nth(3).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await page.getByText('3 selected').waitFor();
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    const first = page.url();
    await page.keyboard.press(']');
    await page.waitForFunction((before) => location.href !== before, first);
    await page.keyboard.press('[');
    await page.waitForFunction((before) => location.href === before, first);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await inGroup(0);
  });
});

describe('the address of the groups (E03)', () => {
  it('says which are open, for a reload, for others, and for those who come back', async () => {
    await open('/findings?group=policy');
    for (const index of [1, 0]) await group(index).locator('.group-toggle').click();
    await page.locator('.group-findings [data-finding]').first().waitFor();
    const keys = await Promise.all([1, 0].map((index) => group(index).getAttribute('data-group')));
    assert.deepEqual(search().get('open').split(','), keys);
    const address = page.url().slice(api.url.length);
    const isShown = async (there) => {
      await there.locator('.group-findings [data-finding]').first().waitFor();
      assert.deepEqual(
        await there
          .locator('.group:has([aria-expanded=true])')
          .evaluateAll((all) => all.map((one) => one.dataset.group)),
        keys.toReversed(),
      );
    };
    await page.reload();
    await isShown(page);
    await page.locator('.group-findings .row-link').first().click();
    await dialog().waitFor();
    assert.equal(search().get('open'), keys.join());
    await page.reload();
    await dialog().waitFor();
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    await isShown(page);
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    await page.goBack();
    await isShown(page);
    assert.equal(page.url().slice(api.url.length), address);
    const { page: other, context: theirs } = await visit(browser);
    await signIn(other, api.url, { as: 'bruno@example.com', at: address });
    await settle(other);
    await isShown(other);
    await theirs.close();
    await group(0).locator('.group-toggle').click();
    await page.waitForFunction((key) => new URLSearchParams(location.search).get('open') === key, keys[0]);
    await page.getByLabel('Group by').selectOption('service');
    await page.waitForFunction(() => location.search === '?group=service');
  });

  it('stays short whatever resources are called', async () => {
    crowd();
    await open('/findings?group=resource');
    for (let index = 0; index < 22; index += 1) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.locator(`.group[aria-posinset="${index + 1}"] [data-finding]`).waitFor();
      await page.keyboard.press('j');
    }
    await page.waitForFunction(() => new URLSearchParams(location.search).get('open').split(',').length === 20);
    assert.ok(page.url().length < 400, `${page.url().length} signs`);
    assert.equal(
      await page.locator('.group[aria-posinset="22"] [aria-expanded]').getAttribute('aria-expanded'),
      'true',
    );
  });
});

describe('5,000 groups (E10)', () => {
  it('are there at once, to the last, and from a place in the address', async () => {
    crowd();
    await open('/findings?group=resource');
    await groups().first().waitFor();
    assert.equal(await group(0).getAttribute('aria-setsize'), '5000');
    assert.ok((await groups().count()) < 60, 'only what is on the screen exists');
    await page.keyboard.press('j');
    await page.keyboard.press('End');
    await inGroup(4_999);
    assert.ok((await page.locator('.group').count()) < 60);
    assert.ok(api.state.requests.filter((line) => /finding-groups/.test(line)).length < 40);
    await page.waitForFunction(() => /at=49[5-9]\d/.test(location.search));
    const place = Number(search().get('at'));
    const last = await group(4_999).getAttribute('data-group');
    await page.reload();
    await settle(page);
    await page.waitForFunction((index) => {
      const one = document.querySelector(`.group[aria-posinset="${index + 1}"]`)?.getBoundingClientRect();
      const screen = document.querySelector('.findings-scroll').getBoundingClientRect();
      return one && one.top < screen.bottom && one.bottom > screen.top;
    }, place + 2);
    await group(4_999).locator('.group-toggle').focus();
    assert.equal(await group(4_999).getAttribute('data-group'), last);
    await page.keyboard.press('Home');
    await inGroup(0);
  });

  it('scroll without a frame that takes long, without rows that jump, and keep the focus', async () => {
    crowd();
    await open('/findings?group=resource');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.group-findings [data-finding]').waitFor();
    const { still, moving, shift } = await scrolling(page, { jump: 3_000 });
    assert.ok(moving < 3 * still + 20, `a frame takes ${moving.toFixed(1)} ms, ${still.toFixed(1)} ms at rest`);
    assert.ok(shift <= 0.05, `things move by ${shift}`);
    await inGroup(0);
    await page.keyboard.press('j');
    await inGroup(0);
    await page.keyboard.press('j');
    await inGroup(1);
  });

  it('tell when a part of them cannot be read, and go on where they were', async () => {
    crowd();
    await open('/findings?group=resource');
    await groups().first().waitFor();
    api.state.outage = true;
    await list().evaluate((element) => (element.scrollTop = 60_000));
    const more = page.getByRole('button', { name: 'More groups' });
    await more.waitFor();
    api.state.outage = false;
    await more.click();
    await page.waitForFunction(() => !document.querySelector('.group[aria-busy]'));
    await more.waitFor({ state: 'detached' });
    await picture(page, 'groups-many');
  });
});
