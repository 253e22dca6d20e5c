/** What people do with the catalogue of policies, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settle, violations } from './browser.mjs';
import { hostile } from './fake/world.mjs';
import { api, here, open, page, useStage } from './stage.mjs';

useStage();

const keyPolicy = '/policies/aws-iam-access-key-is-rotated';
const rows = () => page.locator('.list .data-table tbody tr');
const requests = (pattern) => api.state.requests.filter((line) => pattern.test(line)).length;

describe('the catalogue', () => {
  it('is narrowed by service, kind, setting and text, in the address', async () => {
    await open('/policies?service=s3&setting=off');
    assert.equal(await rows().count(), 1);
    await rows().first().getByText('Off in 4 accounts').waitFor();
    await page.getByRole('button', { name: /^Setting/ }).click();
    await page.getByRole('checkbox', { name: 'Switched off' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(`${api.url}/policies?service=s3`);
    await page.getByRole('button', { name: /^Kind/ }).click();
    await page.getByRole('checkbox', { name: 'aws.s3.bucket' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/kind=aws\.s3\.bucket/);
    await page.getByRole('searchbox').fill('prowler/s3_bucket_secure');
    await page.waitForURL(/search=/);
    await rows().filter({ hasText: 'refuse unencrypted' }).waitFor();
    assert.equal(await rows().count(), 1);
    const address = here();
    await rows().first().getByRole('link').click();
    await page.getByRole('heading', { name: 'S3 buckets refuse unencrypted requests' }).waitFor();
    await page.goBack();
    await rows().first().waitFor();
    assert.equal(here(), address);
  });

  it('is walked with j and k, and opened with Enter', async () => {
    await open('/policies');
    const on = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('j');
    const first = await on();
    await page.keyboard.press('j');
    const second = await on();
    assert.notEqual(second, first);
    await page.keyboard.press('k');
    assert.equal(await on(), first);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: first }).waitFor();
  });

  it('shows whatever a title says as text (X02)', async () => {
    const { world } = api.state;
    world.policies = world.policies.map((policy, n) =>
      n === 0
        ? {
            ...policy,
            title: { en: hostile, pt: hostile },
            examples: [{ name: hostile, outcome: 'fail', given: { note: hostile } }],
            sameAs: [`prowler/${hostile}`, `__proto__/${hostile}`],
          }
        : policy,
    );
    await open('/policies');
    await page.getByRole('link', { name: hostile }).click();
    await page.getByRole('heading', { name: hostile }).waitFor();
    await page.locator('.examples summary').first().click();
    await page.locator('.examples .json-line').first().waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('#root img').count(), 0);
  });
});

describe('a policy', () => {
  it('says where it fails, what it reads, which controls ask for it, and what other tools call it', async () => {
    await open('/policies/aws-s3-bucket-not-public');
    const fails = page
      .locator('.verdicts')
      .getByRole('link', { name: /^\d+ fails?$/ })
      .first();
    const query = new URL(await fails.getAttribute('href'), api.url).searchParams.get('q');
    assert.match(query, /^policy:aws-s3-bucket-not-public account:a0000000-\S+ status:open,excepted$/);
    const side = page.getByRole('complementary');
    await side.getByText('Prowler').waitFor();
    await side.getByText('AWS Security Hub').waitFor();
    await side.getByText('acl', { exact: true }).waitFor();
    await page.locator('.examples summary').nth(1).click();
    await page.getByRole('region', { name: /Given configuration of “switched off/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    await side.getByRole('link', { name: '3.1.4' }).click();
    await page.waitForURL(`${api.url}/compliance/cis-aws-7.0?control=cis-aws-7.0%2F3.1.4`);
    await page.getByRole('dialog').getByText('Buckets block public access').waitFor();
  });

  it('is tried with another number, then saved; the list says who set it and when', async () => {
    await open(keyPolicy);
    const age = page.getByLabel('Oldest key');
    await page.getByText('1 to 730 days; default 90').waitFor();
    const attempt = page.getByRole('button', { name: 'Try it' });
    await page.getByText('Nothing differs from what is set now.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await attempt.click();
    assert.equal(requests(/dry-run|setting/), 0);
    await age.fill('9999');
    await page.getByText('A whole number from 1 to 730.').waitFor();
    await attempt.click();
    assert.equal(requests(/dry-run/), 0);
    await age.fill('60');
    await attempt.click();
    const result = page.getByRole('status', { name: 'What would change' });
    await result.getByText('12 resources would newly fail, 3 would pass.').waitFor();
    await result.getByText('The snapshot of 1 place is not kept any more').waitFor();
    assert.equal(await result.locator('tbody tr').count(), 15);
    assert.deepEqual(await violations(page), []);
    assert.equal(api.state.world.policySettings.has('aws-iam-access-key-is-rotated'), false);
    await age.fill('61');
    await result.waitFor({ state: 'detached' });
    await age.fill('60');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. What was collected last is judged again now.').waitFor();
    const line = page.getByRole('table', { name: 'What is set' }).locator('tbody tr');
    await line.getByText('Oldest key: 60 days').waitFor();
    await line.getByText('ana@example.com').waitFor();
    await page.getByRole('heading', { name: 'Access keys' }).locator('xpath=..').getByText('Adjusted').waitFor();
    assert.equal(await age.inputValue(), '60');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Save');
    await page.getByRole('combobox', { name: 'Applies to' }).click();
    await page.getByRole('option', { name: /Production/ }).click();
    await page.getByText('1 to 730 days; default 90; the organisation has 60').waitFor();
    await page.goBack();
    await line.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
    await page.getByText('Nothing is set').waitFor();
    assert.equal(await age.inputValue(), '');
  });

  it('is switched off for one account, with a reason', async () => {
    await open(keyPolicy);
    await page.getByRole('combobox', { name: 'Applies to' }).click();
    await page.getByRole('option', { name: /Staging/ }).click();
    await page.waitForURL(new RegExp(`account=${api.state.world.accounts[1].id}`));
    await page.getByRole('radio', { name: 'As the organisation (On)' }).waitFor();
    await page.getByRole('radio', { name: 'Off', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Give a reason of 3 to 2,000 characters.').waitFor();
    assert.equal(requests(/^PUT .*\/setting/), 0);
    await page.getByLabel(/^Reason/).fill(`Staging has no keys that matter. ${hostile}`);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('status', { name: 'What would change' }).getByText('14 would pass').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    const line = page.getByRole('table', { name: 'What is set' }).locator('tbody tr');
    await line.getByText('Staging has no keys that matter.').waitFor();
    await page.getByText('Off in 1 account').waitFor();
    await page.getByRole('table', { name: 'Where it is satisfied' }).getByText('Off', { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(api.state.world.policySettings.get('aws-iam-access-key-is-rotated')[0].enabled, false);
    await page.reload();
    await settle(page);
    assert.equal(await page.getByRole('radio', { name: 'Off', exact: true }).isChecked(), true);
  });

  it('says why a setting was refused and keeps what was typed', async () => {
    await open(keyPolicy);
    await page.getByLabel('Oldest key').fill('30');
    api.state.outage = true;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').locator('code').waitFor();
    assert.equal(await page.getByLabel('Oldest key').inputValue(), '30');
    api.state.outage = false;
  });

  it('can be looked at, not set, by those who may only look', async () => {
    await open(keyPolicy, 'dan@example.com');
    await page.getByText('Your role may look at the settings, not change them.').waitFor();
    await page.getByRole('table', { name: 'Settings' }).getByText('Oldest key').waitFor();
    assert.equal(await page.getByRole('button', { name: /Save|Try it|Take away/ }).count(), 0);
    assert.deepEqual(await violations(page), []);
  });

  it('says so when there is none', async () => {
    await open('/policies/aws-no-such-policy');
    await page.getByText('There is nothing here').waitFor();
  });
});
