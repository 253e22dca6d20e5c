/** The list of findings: its address, its query bar, views, groups, keys and changes of many, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateSecret, generateSync } from 'otplib';
import { picture, scrolling, settle, signIn, violations, visit } from './browser.mjs';
import { manyFindings } from './fake/findings.mjs';
import { hostile } from './fake/world.mjs';
import { api, browser, open, page, useStage } from './stage.mjs';

useStage();

const here = () => decodeURIComponent(page.url().slice(api.url.length).replaceAll('+', ' '));
const rows = () => page.locator('.findings-scroll [role=row]');
const row = (index) => page.locator(`.findings-scroll [role=row][aria-rowindex="${index + 2}"]`);
const bar = () => page.getByRole('combobox', { name: 'Search the findings' });
const dialog = () => page.getByRole('dialog');
/** Waits until the address is this. */
const at = (address) =>
  page.waitForFunction(
    (wanted) => decodeURIComponent((location.pathname + location.search).replaceAll('+', ' ')) === wanted,
    address,
  );
const focusedRow = () => page.evaluate(() => Number(document.activeElement?.getAttribute('aria-rowindex')) - 2);
const atRow = (index) =>
  page.waitForFunction((wanted) => Number(document.activeElement?.getAttribute('aria-rowindex')) - 2 === wanted, index);
/** Makes the world one of 100,000 findings. */
const crowd = () => {
  const { world } = api.state;
  world.findings = manyFindings(world, 100_000);
  world.findingsStamp += 1;
};
const openOnes = () => api.state.world.findings.filter(({ status }) => status === 'open');

describe('the address of the findings (E03)', () => {
  it('keeps query, order, grouping, columns and the open finding through reload, back and forward', async () => {
    await open('/findings');
    assert.equal(here(), '/findings');
    await page.getByRole('button', { name: /^Severity/ }).click();
    await page.getByRole('checkbox', { name: /High/ }).click();
    await page.getByRole('checkbox', { name: /Medium/ }).click();
    await page.keyboard.press('Escape');
    await at('/findings?q=is:open severity:high,medium');
    await page.getByLabel('Sort by').selectOption('openedAt');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Service' }).click();
    await page.keyboard.press('Escape');
    await settle(page);
    const address = here();
    assert.match(address, /sort=openedAt&columns=severity,finding,status,region/);
    const first = await row(0).innerText();
    await page.reload();
    await settle(page);
    assert.equal(await row(0).innerText(), first);
    assert.equal(await page.getByRole('columnheader', { name: 'Service' }).count(), 0);

    await row(0).locator('a').click();
    await dialog().waitFor();
    assert.match(here(), /^\/findings\/f0000000-[^?]+\?q=is:open severity:high,medium/);
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(here(), address);
    await page.goForward();
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.equal(here(), address);
    await page.getByLabel('Group by').selectOption('service');
    await page.locator('.group').first().waitFor();
    await page.goBack();
    await row(0).waitFor();
    assert.equal(here(), address);
  });

  it('turns addresses from before into queries, keeps the open finding, and says what it does not understand', async () => {
    await open('/findings?severity=critical,high&status=open,excepted&search=a%20b&colour=red&limit=25&cursor=x');
    await at('/findings?colour=red&q=status:open,excepted severity:critical,high "a b"');
    await page.getByText('was not understood').waitFor();
    const [finding] = openOnes();
    await page.goto(`${api.url}/findings/${finding.id}?service=s3&reopened=false`);
    await at(`/findings/${finding.id}?q=is:open -is:reopened service:s3`);
    await dialog().waitFor();
  });

  it('ignores nonsense, says which parameters it was, and shows the rest', async () => {
    const nonsense = {
      page: 'abc',
      group: 'foo',
      sort: ';drop',
      order: '1',
      columns: 'a,b',
      at: '-1',
      open: '<img src=x>',
      view: '../../x',
      colour: '',
      __proto__x: 'y',
    };
    await open(`/findings?q=is%3Aopen&${new URLSearchParams(nonsense)}`);
    const told = await page.getByText('were not understood').innerText();
    for (const name of Object.keys(nonsense)) assert.match(told, new RegExp(`\\b${name}\\b`));
    await page.getByText(`${openOnes().length} findings`).waitFor();
    assert.ok(!api.state.requests.some((line) => /finding.*(drop|foo|img|abc)/.test(line) && !/auth/.test(line)));
    for (const [name, value] of [
      ['q', 'x'.repeat(1_001)],
      ['at', '1e9'],
      ['at', 'abc'],
      ['columns', 'severity,,nothing'],
      ['open', Array.from({ length: 21 }, (_, n) => `a${n}`).join()],
      ['sort', ''],
      ['group', 'policy&group=service'],
    ]) {
      await page.goto(`${api.url}/findings?${name}=${value}`);
      await page.getByText(`was not understood and is ignored: ${name}.`).waitFor();
      await row(0).waitFor();
    }
    // What is changed next leaves it behind.
    await page.getByLabel('Sort by').selectOption('openedAt');
    await at('/findings?sort=openedAt');
  });

  it('survives signing in with a second factor', async () => {
    const secret = generateSecret();
    const { world } = api.state;
    world.factors.set('ana@example.com', { secret, confirmed: true, codes: [] });
    const [finding] = openOnes();
    const address = `/findings/${finding.id}?q=is:open "a, b" severity:critical,high&group=policy&order=oldest&open=${finding.policyId}`;
    await page.goto(encodeURI(api.url + address));
    await page.locator('[data-sign-in=google]').click();
    await page.locator('[data-person="ana@example.com"]').click();
    await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await dialog().waitFor();
    assert.equal(here(), address);
  });

  it('leaves out what a query cannot say, shows the rest, and tells what may stand there', async () => {
    await open('/findings?q=is%3Aopen+severty%3Ahigh+severity%3Adeadly+%22x');
    const problems = page.locator('.query-problems');
    await problems.getByText('no key like the one in severty:high').waitFor();
    await problems.getByText('severity:deadly is not one of its values').waitFor();
    await problems.getByText('critical', { exact: true }).waitFor();
    assert.equal(await page.locator('.query-underline u').count(), 3);
    assert.equal(await bar().getAttribute('aria-invalid'), 'true');
    await page.getByText(`${openOnes().length} findings`).waitFor();
    assert.deepEqual(await violations(page), []);
  });
});

describe('the query bar', () => {
  it('completes keys and values by the keyboard, and searches', async () => {
    await open('/findings');
    await page.keyboard.press('/');
    assert.equal(await bar().evaluate((field) => field === document.activeElement), true);
    await page.keyboard.press('End');
    await page.keyboard.type(' ser');
    await page
      .getByRole('option', { name: /service:/ })
      .first()
      .waitFor();
    assert.equal(await bar().getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowDown');
    const active = await bar().getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^s3/ }).waitFor();
    await page.keyboard.type('s3');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await at('/findings?q=is:open service:s3');
    await page.keyboard.type('-severity:low bucket');
    await page.keyboard.press('Enter');
    await at('/findings?q=is:open service:s3 -severity:low bucket');
    await settle(page);
    assert.ok((await rows().count()) > 0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.equal(await focusedRow(), 0);
    await page.goBack();
    await at('/findings');
    assert.equal(await bar().inputValue(), 'is:open');
  });

  it('searches after a pause, does not while a key is half written, and clears', async () => {
    await open('/findings');
    await bar().fill('zzz-nothing');
    await page.getByText('Nothing matches these filters').waitFor();
    assert.equal(here(), '/findings?q=zzz-nothing');
    await page.locator('.state').getByRole('button', { name: 'Clear filters' }).click();
    await at('/findings?view=all');
    await row(0).waitFor();
    assert.equal(await bar().inputValue(), '');
    await bar().fill('severity:');
    await page.waitForTimeout(900);
    assert.equal(here(), '/findings?view=all');
    await page.keyboard.press('Enter');
    await page.locator('.query-problems').getByText('severity: has no value yet').waitFor();
  });

  it('is written by menus that count what there is, without losing what was typed', async () => {
    await open('/findings?q=is%3Aopen+-region%3Aglobal+%22buckets%22');
    await page.getByRole('button', { name: /^Service/ }).click();
    const s3 = openOnes().filter(({ service }) => service === 's3');
    await page.getByRole('checkbox', { name: /^s3/ }).waitFor();
    assert.match(await page.locator('.filter-option', { hasText: 's3' }).innerText(), /\d/);
    assert.ok(s3.length > 0);
    await page.getByRole('checkbox', { name: /^s3/ }).click();
    await at('/findings?q=is:open -region:global "buckets" service:s3');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Status/ }).click();
    await page.getByRole('checkbox', { name: /^Excepted/ }).click();
    await at('/findings?q=status:open,excepted -region:global "buckets" service:s3');
  });
});

describe('triage by the keyboard (E04)', () => {
  it('goes through the whole loop without a mouse', async () => {
    await open('/findings');
    await page.keyboard.press('/');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('is:open service:s3');
    await page.keyboard.press('Enter');
    await settle(page);
    await page.keyboard.press('Escape');
    if ((await focusedRow()) !== 0) await page.keyboard.press('Escape');
    await atRow(0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await atRow(1);
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await page.getByText('3 selected').waitFor();

    await page.keyboard.press('a');
    await dialog().getByRole('textbox', { name: 'Assignee' }).or(dialog().getByRole('combobox')).first().waitFor();
    await page.keyboard.type('bruno');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog().getByRole('button', { name: 'Apply' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/findings? (is|are) assigned/).waitFor();
    await dialog().waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await page.getByText('Taken back').waitFor();

    await row(0).focus();
    const title = await row(0).locator('a').innerText();
    await page.keyboard.press('Enter');
    await dialog().getByText(title).first().waitFor();
    const first = here();
    const firstUrl = page.url();
    await page.keyboard.press(']');
    await page.waitForFunction((before) => location.href !== before, firstUrl);
    await page.keyboard.press('[');
    await at(first);
    await page.keyboard.press(']');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await atRow(1);

    const before = openOnes().length;
    await page.keyboard.press('m');
    await dialog()
      .getByLabel(/^Reason/)
      .waitFor();
    assert.notEqual(
      await dialog()
        .getByLabel(/^Until/)
        .inputValue(),
      '',
    );
    await page.keyboard.type('Accepted for the migration.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 finding is excepted.').waitFor();
    assert.equal(openOnes().length, before - 1);
    await page.keyboard.press('c');
    await dialog()
      .getByLabel(/^Comment/)
      .waitFor();
    await page.keyboard.type('Seen.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 finding has your comment.').waitFor();
  });

  it('takes an exception back and excepts by the same key', async () => {
    await open('/findings?q=is%3Aexcepted');
    const excepted = () => api.state.world.findings.filter(({ status }) => status === 'excepted').length;
    const before = excepted();
    await page.keyboard.press('j');
    await page.keyboard.press('f');
    await page.getByText('1 finding is open again.').waitFor();
    assert.equal(excepted(), before - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    assert.equal(excepted(), before);
    await page.goto(`${api.url}/findings`);
    await settle(page);
    await page.keyboard.press('j');
    await page.keyboard.press('f');
    await dialog()
      .getByLabel(/^Reason/)
      .waitFor();
  });

  it('keeps single keys out of fields, and does nothing with them when they are switched off', async () => {
    await open('/findings');
    await bar().focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('jxfamcu');
    assert.equal(await bar().inputValue(), 'jxfamcu');
    assert.equal(await dialog().count(), 0);
    api.state.world.members[0].singleKeys = false;
    await page.goto(`${api.url}/findings`);
    await settle(page);
    await row(0).focus();
    for (const key of ['j', 'x', 'f', 'a', 'm', 'c', '/']) await page.keyboard.press(key);
    assert.equal(await focusedRow(), 0);
    assert.equal(await dialog().count(), 0);
    assert.equal(await page.locator('.bulk-bar').count(), 0);
    await page.keyboard.press('ArrowDown');
    await atRow(1);
  });

  it('offers no change to those who may only read', async () => {
    await open('/findings', 'carla@example.com');
    await row(0).focus();
    for (const key of ['x', 'f', 'a', 'm', 'c']) await page.keyboard.press(key);
    assert.equal(await dialog().count(), 0);
    assert.equal(await page.getByRole('checkbox').count(), 0);
    await page.keyboard.press('j');
    await atRow(1);
  });
});

describe('saved views (E05)', () => {
  it('are made, changed, pinned, made the default, shared and deleted', async () => {
    await open('/findings?q=is%3Aopen+service%3Aiam&sort=openedAt');
    const menu = () => page.locator('[data-view-menu]').click();
    const item = (name) => page.getByRole('menuitem', { name }).click();
    await menu();
    await item('Save as a view');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('This is needed.').waitFor();
    await dialog().getByLabel(/^Name/).fill(hostile.slice(0, 90));
    await dialog().getByRole('button', { name: 'Save' }).click();
    const view = () => api.state.world.views.find(({ q }) => q.startsWith('is:open service:iam'));
    const tab = () => page.locator(`[data-view="${view()?.id}"]`);
    await page.getByText('is saved').waitFor();
    await tab().waitFor();
    const count = openOnes().filter(({ service }) => service === 'iam').length;
    assert.match(await tab().innerText(), new RegExp(`${count}`));
    assert.equal(await tab().getAttribute('aria-current'), 'page');
    assert.equal(await page.evaluate(() => window.hacked), undefined);

    await bar().fill('is:open service:iam severity:critical');
    await page.keyboard.press('Enter');
    await tab().getByText('changed').waitFor();
    await menu();
    await item(/^Save the changes/);
    await tab().getByText('changed').waitFor({ state: 'detached' });
    assert.equal(view().q, 'is:open service:iam severity:critical');

    await menu();
    await item('Open findings with this view');
    await tab().getByText('default').waitFor();
    await menu();
    await item('Pin to the side bar');
    await menu();
    await page.getByRole('menuitem', { name: 'Take out of the side bar' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${api.url}/findings`);
    await settle(page);
    assert.equal(await bar().inputValue(), 'is:open service:iam severity:critical');

    await menu();
    const alert = page.getByRole('menuitem', { name: 'Alert me on this view' });
    assert.match(decodeURIComponent(await alert.getAttribute('href')), /rules\/new\?q=is:open\+service:iam/);
    await item(/^Rename or share/);
    await dialog().getByLabel(/^Name/).fill('Identity');
    await dialog().getByRole('switch').click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await tab().getByText('Identity').waitFor();
    assert.equal(view().shared, true);
    await menu();
    await item('Delete “Identity”');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page.getByText('is deleted').waitFor();
    assert.equal(view(), undefined);
  });

  it('show others what an address with a private view shows, and say so when there is no such view', async () => {
    const mine = api.state.world.views.find(({ shared }) => !shared);
    await open('/findings');
    await page.locator(`[data-view="${mine.id}"]`).click();
    await settle(page);
    const address = page.url().slice(api.url.length);
    const { page: other, context: theirs } = await visit(browser);
    await signIn(other, api.url, { as: 'bruno@example.com', at: address });
    await settle(other);
    assert.equal(await other.getByRole('combobox', { name: 'Search the findings' }).inputValue(), mine.q);
    await other.goto(`${api.url}/findings?view=00000000-0000-4000-8000-000000000000`);
    await other.getByText('This view is not there').waitFor();
    await theirs.close();
  });
});

describe('100,000 findings (E10)', () => {
  it('are there at once, to the last, and from a place in the address', async () => {
    crowd();
    await open('/findings?view=all');
    await page.getByText('100,000 findings').waitFor();
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '100001');
    assert.ok((await rows().count()) < 60, 'only what is on the screen exists');
    await row(0).focus();
    await page.keyboard.press('Control+End');
    await row(99_999).locator('a').waitFor();
    await atRow(99_999);
    assert.ok(api.state.requests.some((line) => /skip=99900/.test(line)));
    await page.waitForFunction(() => /at=9997\d|at=9998\d|at=9999\d/.test(location.search));
    const top = await page.locator('.findings-scroll').evaluate((list) => list.scrollTop);
    await page.reload();
    await settle(page);
    await row(99_995).locator('a').waitFor();
    assert.ok(Math.abs((await page.locator('.findings-scroll').evaluate((list) => list.scrollTop)) - top) < 60);
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    await page.goBack();
    await row(99_995).locator('a').waitFor();
    await row(99_995).focus();
    await page.keyboard.press('Control+Home');
    await atRow(0);
  });

  it('scroll without a frame that takes long, and without rows that jump', async () => {
    crowd();
    await open('/findings?view=all');
    await page.keyboard.press('Escape');
    const { still, moving, shift } = await scrolling(page, { jump: 40_000, wholePage: true });
    assert.ok(moving < 3 * still + 20, `a frame takes ${moving.toFixed(1)} ms, ${still.toFixed(1)} ms at rest`);
    console.log(`      frames: ${moving.toFixed(1)} ms while scrolling, ${still.toFixed(1)} ms at rest`);
    assert.ok(shift <= 0.05, `things move by ${shift}`);
    await settle(page);
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('.findings-scroll [role=row]')].filter((one) => one.querySelector('a')).length >
        8,
    );
  });

  it('are read on page by page without a gap or an overlap', async () => {
    crowd();
    api.state.world.findings = api.state.world.findings.slice(0, 450);
    api.state.world.findingsStamp += 1;
    await open('/findings?view=all');
    const seen = new Map();
    const list = page.locator('.findings-scroll');
    for (let n = 0; n < 60 && seen.size < 450; n += 1) {
      await page.waitForFunction(() => !document.querySelector('.findings-scroll [aria-busy]'));
      for (const [index, id] of await list
        .locator('[role=row]')
        .evaluateAll((all) =>
          all.map((one) => [one.getAttribute('aria-rowindex'), one.querySelector('a').dataset.finding]),
        ))
        seen.set(index, id);
      await list.evaluate((element) => (element.scrollTop += element.clientHeight));
      await page.waitForTimeout(60);
    }
    assert.equal(seen.size, 450);
    assert.equal(new Set(seen.values()).size, 450);
    assert.ok(api.state.requests.some((line) => /cursor=/.test(line)));
  });
});

describe('changes of many (E06)', () => {
  it('select all that match, change them within two seconds of work, and take it back', async () => {
    crowd();
    const { world } = api.state;
    world.findings = world.findings.slice(0, 12_345);
    world.findingsStamp += 1;
    await open('/findings?view=all');
    await row(0).focus();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Select all 12,345 that match' }).click();
    await page.getByText('12,345 selected').waitFor();
    await row(3).getByRole('checkbox').click();
    await page.getByText('12,344 selected').waitFor();
    await page.getByRole('button', { name: 'Except', exact: true }).click();
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await dialog().getByText('Give a reason').waitFor();
    await dialog()
      .getByLabel(/^Reason/)
      .fill('Not this quarter.');
    const resolved = world.findings.filter(({ status }) => status === 'resolved').length;
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText(/findings are excepted/).waitFor();
    await page.getByText(/stayed as they were/).waitFor();
    assert.equal(world.findings.filter(({ status }) => status === 'excepted').length >= 12_344 - resolved - 1, true);
    await page.getByRole('button', { name: 'See which' }).click();
    await dialog().getByText('already resolved').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    await picture(page, 'findings-undone');
  });

  it('show 1,000 changed within two seconds', async () => {
    crowd();
    api.state.world.findings = api.state.world.findings.slice(0, 1_000);
    api.state.world.findingsStamp += 1;
    await open('/findings?view=all');
    await page.getByRole('checkbox', { name: 'Select all that match' }).click();
    await page.getByRole('button', { name: 'Comment' }).click();
    await dialog()
      .getByLabel(/^Comment/)
      .fill('Seen.');
    const start = Date.now();
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText('1,000 findings have your comment.').waitFor();
    assert.ok(Date.now() - start < 2_000);
  });

  it('refuse more than can be changed at once', async () => {
    crowd();
    await open('/findings?view=all');
    await page.getByRole('checkbox', { name: 'Select all that match' }).click();
    await page.getByText('At most 20,000 findings').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Except', exact: true }).isDisabled(), true);
  });

  it('set and clear due dates', async () => {
    await open('/findings');
    await row(0).focus();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Due date' }).click();
    await dialog().getByRole('button', { name: '30 days' }).click();
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText('has a new due date').waitFor();
    await row(0)
      .getByText(/in (29|30) days/)
      .waitFor();
  });
});

describe('what other people do meanwhile', () => {
  it('shows in its row without moving anything', async () => {
    await open('/findings');
    const id = await row(1).locator('a').getAttribute('data-finding');
    const finding = api.state.world.findings.find((one) => one.id === id);
    Object.assign(finding, { assignee: 'carla@example.com', version: finding.version + 1 });
    await row(1).focus();
    api.emit('findings.changed', { findingIds: [id], findings: 1, by: 'carla@example.com' });
    await row(1).getByText('carla').waitFor();
    assert.equal(await focusedRow(), 1);
    assert.equal(await page.locator('.findings-changed').count(), 0);
  });

  it('waits to be shown where it would move rows', async () => {
    await open('/findings');
    const third = await row(2).locator('a').getAttribute('data-finding');
    const gone = await row(0).locator('a').getAttribute('data-finding');
    Object.assign(
      api.state.world.findings.find(({ id }) => id === gone),
      { status: 'resolved', resolution: 'fixed' },
    );
    api.emit('scan.judged', {});
    const changes = page.getByRole('button', { name: /change/ });
    await changes.waitFor();
    assert.equal(await row(2).locator('a').getAttribute('data-finding'), third);
    await changes.click();
    await page.waitForFunction(
      (id) => document.querySelector('.findings-scroll [aria-rowindex="3"] a')?.dataset.finding === id,
      third,
    );
  });
});

describe('states of the list (E09)', () => {
  it('shows names from the cloud as text (X02)', async () => {
    await open(`/findings?q=${encodeURIComponent('"window.hacked"')}`);
    await page.locator('.finding-row .resource').first().waitFor();
    assert.match(await page.locator('.finding-row .resource').first().innerText(), /<img src=x/);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('#root .findings img').count(), 0);
    await page.goto(`${api.url}/findings?group=resource&q=${encodeURIComponent('"window.hacked"')}`);
    await page.locator('.group-name').first().waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  it('tells a problem with its trace id, and tries again', async () => {
    await open('/');
    api.state.outage = true;
    await page.goto(`${api.url}/findings`);
    await page.locator('.problem code').first().waitFor();
    api.state.outage = false;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await row(0).waitFor();
  });

  for (const [language, theme, width] of [
    ['en', 'light', 1_440],
    ['pt', 'dark', 1_440],
    ['en', 'dark', 320],
    ['pt', 'light', 320],
  ])
    it(`has no violation and is not too wide in ${language}, ${theme}, ${width} px`, async () => {
      const { page, context, trouble } = await visit(browser, { language, theme, width });
      await signIn(page, api.url, { at: '/findings' });
      const found = [];
      const look = async (name) => {
        await settle(page);
        await picture(page, `triage-${name}-${language}-${theme}-${width}`);
        found.push(...(await violations(page)).map((fault) => `${name}: ${fault}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) found.push(`${name}: ${wide} px too wide`);
      };
      await look('list');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await look('selected');
      await page.keyboard.press('m');
      await page.getByRole('dialog').locator('textarea').waitFor();
      await look('mute');
      await page.keyboard.press('Escape');
      await page.goto(`${api.url}/findings?group=policy`);
      await page.locator('.group-toggle').first().click();
      await look('groups');
      await page.goto(`${api.url}/findings?q=is%3Aopen+sev%3Ax`);
      await look('problem');
      await page.locator('.query-field button').last().click();
      await page.locator('.query-help').waitFor();
      await look('help');
      await context.close();
      assert.deepEqual(found, []);
      assert.deepEqual(trouble, []);
    });
});
