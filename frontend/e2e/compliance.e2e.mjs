/** What people do with the frameworks and their controls, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settle, violations } from './browser.mjs';
import { hostile } from './fake/world.mjs';
import { api, here, open, page, useStage } from './stage.mjs';

useStage();

const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-cell'));
const dialog = () => page.getByRole('dialog');

describe('the heat map', () => {
  it('is a table of numbers and words, all accounts first, that says what the percentage leaves out', async () => {
    await open('/compliance');
    const table = page.locator('table.heat-map');
    assert.equal(await table.locator('tbody tr').count(), api.state.world.accounts.length + 1);
    assert.match(await table.locator('tbody tr').first().innerText(), /All accounts/);
    const cells = await table.locator('td').allInnerTexts();
    assert.ok(cells.every((cell) => /\d+(\.\d)?%|Not judged/.test(cell) && /passed|failed|unknown/.test(cell)));
    await page.getByText('share of passed among passed and failed controls').waitFor();
  });

  it('is walked with the arrow keys, has one stop in the tab order, and opens a cell with Enter (E12)', async () => {
    await open('/compliance');
    assert.equal(await page.locator('[data-cell][tabindex="0"]').count(), 1);
    await page.getByRole('region', { name: 'Frameworks by account' }).focus();
    await page.keyboard.press('Tab');
    const walk = [];
    for (const key of [
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowUp',
      'ArrowUp',
      'Control+End',
      'Home',
      'Control+Home',
    ]) {
      await page.keyboard.press(key);
      walk.push(await focused());
    }
    assert.deepEqual(walk, ['1:0', '1:1', '1:1', '0:1', '0:1', '4:1', '4:0', '0:0']);
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('[data-cell][tabindex="0"]').getAttribute('data-cell'), '1:0');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'CIS Amazon Web Services Foundations 7.0' }).waitFor();
    assert.equal(here(), `/compliance/cis-aws-7.0?account=${api.state.world.accounts[2].id}`);
    await page.goBack();
    await page.locator('table.heat-map').waitFor();
  });

  it('narrows and sorts the accounts, in the address', async () => {
    await open('/compliance?sort=worst&colour=red');
    await page.getByText('was not understood').waitFor();
    await page.getByRole('searchbox').fill('sta');
    await page.waitForURL(/search=sta/);
    assert.equal(await page.locator('table.heat-map tbody tr').count(), 2);
    assert.match(await page.locator('table.heat-map tbody tr').nth(1).innerText(), /Staging/);
    await page.getByRole('searchbox').fill('zzz');
    await page.locator('.state').getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(here(), '/compliance?sort=worst');
  });

  it('shows the first hundred of many accounts, and all of them on demand', async () => {
    const { world } = api.state;
    world.accounts = Array.from({ length: 150 }, (_, n) => ({
      ...world.accounts[0],
      id: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      name: `account ${n}`,
    }));
    await open('/compliance');
    const lines = page.locator('table.heat-map tbody tr');
    assert.equal(await lines.count(), 101);
    await page.getByRole('button', { name: 'Show all 150' }).click();
    await lines.nth(150).waitFor();
    await page.locator('[data-cell="0:0"]').focus();
    await page.keyboard.press('Control+End');
    assert.equal(await focused(), '150:1');
  });

  it('says so while nothing was judged: everything is unknown', async () => {
    const { world } = api.state;
    world.policies = world.policies.map((policy) => ({ ...policy, counts: { pass: 0, fail: 0, unknown: 0 } }));
    world.attestations = [];
    await open('/compliance');
    await page.getByText('Nothing was judged yet').waitFor();
    assert.ok((await page.locator('td').allInnerTexts()).every((cell) => cell.includes('Not judged')));
    assert.deepEqual(await violations(page), []);
  });

  it('scrolls inside its own region on a phone, by keyboard, too', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open('/compliance');
    const region = page.getByRole('region', { name: 'Frameworks by account' });
    const sizes = () =>
      region.evaluate((element) => [
        element.scrollWidth > element.clientWidth,
        element.scrollLeft,
        document.documentElement.scrollWidth,
      ]);
    assert.deepEqual(await sizes(), [true, 0, 320]);
    await page.locator('[data-cell="0:0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.heat-scroll').scrollLeft > 0);
    assert.equal((await sizes())[2], 320);
  });
});

describe('a framework', () => {
  it('keeps account, status, search, folded sections and the open control through reload, back and forward', async () => {
    await open('/compliance/cis-aws-7.0');
    const list = page.locator('.control-row');
    const all = await list.count();
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.waitForURL(/status=failed/);
    assert.ok((await list.count()) < all);
    assert.ok((await list.allInnerTexts()).every((text) => text.includes('Failed')));
    assert.equal(await page.getByRole('button', { name: /^Failed/ }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: /^1 Identity/ }).click();
    await page.waitForURL(/closed=1/);
    await page.locator('.control-row a').first().click();
    await page.locator('.drawer-title').waitFor();
    const deep = here();
    assert.match(deep, /status=failed&closed=1&control=cis-aws-7\.0%2F3/);
    await page.reload();
    await page.locator('.drawer-title').waitFor();
    assert.equal(here(), deep);
    await page.waitForFunction(() => /3\.1\.\d/.test(document.title));
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    await page.goForward();
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.match(here(), /status=failed&closed=1$/);
    await page.getByRole('button', { name: 'Expand all' }).click();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForURL(`${api.url}/compliance/cis-aws-7.0`);
    assert.equal(await list.count(), all);
  });

  it('says when nothing matches, and when there is no such framework', async () => {
    await open('/compliance/fsbp?search=zebra');
    await page.getByText('Nothing matches these filters').waitFor();
    await page.goto(`${api.url}/compliance/no-such-framework`);
    await page.getByText('There is nothing here').waitFor();
  });

  it('shows one account, chosen from a list', async () => {
    await open('/compliance/fsbp');
    const percent = () => page.locator('.framework-percent').innerText();
    const whole = await percent();
    await page.getByRole('combobox', { name: 'Account' }).click();
    await page.getByRole('option', { name: /Staging/ }).click();
    await page.waitForURL(new RegExp(`account=${api.state.world.accounts[1].id}`));
    await settle(page);
    assert.notEqual(await percent(), whole);
  });

  it('goes from control to control with [ and ]', async () => {
    await open('/compliance/fsbp?control=fsbp/IAM.3');
    await page.getByRole('heading', { name: /IAM\.3/ }).waitFor();
    await page.keyboard.press(']');
    await page.waitForURL(/control=fsbp%2FIAM\.4/);
    await page.keyboard.press('[');
    await page.waitForURL(/control=fsbp%2FIAM\.3/);
  });
});

describe('a control', () => {
  it('says on what its status rests, and leads to the findings, the policy and the account', async () => {
    await open('/compliance/cis-aws-7.0?control=cis-aws-7.0/3.1.1');
    await dialog().getByText('s3:GetBucketPolicy').waitFor();
    await dialog().getByText('Denied').waitFor();
    const findings = new URL(
      await dialog().getByRole('link', { name: 'The findings that fail it' }).getAttribute('href'),
      api.url,
    );
    assert.equal(findings.pathname, '/findings');
    assert.match(findings.searchParams.get('q'), /^control:cis-aws-7\.0\/3\.1\.1/);
    assert.equal(
      await dialog().getByRole('link', { name: 'S3 buckets refuse unencrypted requests' }).getAttribute('href'),
      '/policies/aws-s3-bucket-denies-http',
    );
    await dialog().getByRole('link', { name: 'Staging' }).click();
    await page.waitForURL(new RegExp(`account=${api.state.world.accounts[1].id}&control=`));
    await dialog().getByRole('link', { name: 'What to grant in Staging' }).waitFor();
    assert.deepEqual(await violations(page), []);
  });

  it('is attested with a note, evidence and an end; then it has passed; what is typed stays text (X02)', async () => {
    await open('/compliance/cis-aws-7.0?control=cis-aws-7.0/1.2');
    await dialog().getByText('Expired').waitFor();
    await dialog().getByText('ended on').waitFor();
    await dialog().getByRole('button', { name: 'Attest anew' }).click();
    const save = dialog().getByRole('button', { name: 'Save the attestation' });
    await save.click();
    await dialog().getByText('Write a note of 3').waitFor();
    await dialog().getByLabel(/^Note/).fill(`Seen in the console ${hostile}`);
    await dialog().getByLabel('Link to evidence').fill('javascript:alert(1)');
    await dialog()
      .getByLabel(/^Until/)
      .fill('2099-01-01');
    await save.click();
    await dialog().getByText('This is not an http or https address').waitFor();
    await dialog().getByText('Choose a day from today on').waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog().getByLabel('Link to evidence').fill('https://wiki.example.com/evidence?id=1');
    const until = new Date(Date.now() + 40 * 86_400_000).toLocaleDateString('sv');
    await dialog()
      .getByLabel(/^Until/)
      .fill(until);
    await save.click();
    await save.waitFor({ state: 'detached' });
    await dialog().getByText('Seen in the console').waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await dialog().locator('.attestations img').count(), 0);
    const link = dialog().getByRole('link', { name: 'Evidence' });
    assert.equal(await link.getAttribute('href'), 'https://wiki.example.com/evidence?id=1');
    assert.match(await link.getAttribute('rel'), /noopener noreferrer/);
    const [said] = api.state.world.attestations;
    assert.deepEqual(
      [said.controlId, said.accountId, said.verdict, said.by],
      ['cis-aws-7.0/1.2', null, 'met', 'ana@example.com'],
    );
    // The browser's clock is that of São Paulo.
    assert.equal(said.until, new Date(`${until}T23:59:59-03:00`).toISOString());
    await dialog().locator('.control-head').getByText('Passed').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.control-row', { hasText: '1.2' }).getByText('Attested').waitFor();
  });

  it('is attested for one account alone, and taken back after asking', async () => {
    const { world } = api.state;
    await open(`/compliance/cis-aws-7.0?account=${world.accounts[0].id}&control=cis-aws-7.0/3.1.3`);
    await dialog().getByRole('button', { name: 'Attest', exact: true }).click();
    await dialog().getByRole('radio', { name: 'Not applicable' }).click();
    await dialog().getByLabel(/^Note/).fill('There is no data of people in it.');
    await dialog().getByRole('button', { name: 'Save the attestation' }).click();
    await dialog().locator('.control-head').getByText('Not applicable').waitFor();
    assert.equal(world.attestations[0].accountId, world.accounts[0].id);
    await dialog().getByRole('button', { name: 'Take back' }).click();
    await page
      .getByRole('dialog', { name: 'Take this attestation back?' })
      .getByRole('button', { name: 'Take back' })
      .click();
    await dialog().getByText('Nobody has said anything about it').waitFor();
    assert.equal(
      world.attestations.some(({ controlId }) => controlId === 'cis-aws-7.0/3.1.3'),
      false,
    );
  });

  it('offers nothing to say to those who may only look', async () => {
    await open('/compliance/cis-aws-7.0?control=cis-aws-7.0/1.1', 'carla@example.com');
    await dialog().getByText('Checked in the billing console').waitFor();
    assert.equal(
      await dialog()
        .getByRole('button', { name: /Attest|Take back/ })
        .count(),
      0,
    );
  });

  it('says so when there is none', async () => {
    await open('/compliance/cis-aws-7.0?control=cis-aws-7.0/99');
    await dialog().getByText('There is nothing here').waitFor();
  });
});
