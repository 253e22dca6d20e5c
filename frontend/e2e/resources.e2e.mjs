/** What people do with the inventory, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, settle, signIn, violations, visit } from './browser.mjs';
import { resourceId } from './fake/resources.mjs';
import { hostile } from './fake/world.mjs';
import { api, browser, open, page, useStage } from './stage.mjs';

useStage();

const here = () => decodeURIComponent(page.url().slice(api.url.length).replaceAll('+', ' '));
const rows = () => page.locator('.list .data-table tbody tr');
const bar = () => page.getByRole('combobox', { name: 'Search resources' });
const region = (name) => page.getByRole('region', { name, exact: true });

describe('the inventory', () => {
  it('is narrowed by menus that write the query, and keeps it through reload and Back (E05)', async () => {
    await open('/resources');
    await page.getByText('81 resources').waitFor();
    await page.getByRole('button', { name: /^Kind/ }).click();
    await page.getByRole('checkbox', { name: /^Instance/ }).click();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('.list .data-table tbody tr').length === 2);
    assert.equal(here(), '/resources?q=kind:aws.ec2.instance');
    assert.equal(await bar().inputValue(), 'kind:aws.ec2.instance');
    await page.getByRole('button', { name: /^Tag/ }).click();
    await page.getByRole('checkbox', { name: /^cost-center/ }).click();
    await page.keyboard.press('Escape');
    await rows().filter({ hasText: 'web-prod' }).waitFor();
    await page.reload();
    await settle(page);
    assert.equal(await rows().count(), 1);
    await rows().getByRole('link', { name: 'web-prod', exact: true }).click();
    await page.getByRole('heading', { name: 'web-prod', level: 1 }).waitFor();
    await page.goBack();
    await settle(page);
    assert.equal(here(), '/resources?q=kind:aws.ec2.instance tag:cost-center');
  });

  it('is searched by keyboard alone: keys and values are offered, mistakes are told', async () => {
    await open('/resources');
    await page.keyboard.press('/');
    await page.keyboard.type('ki');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Buck');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/aws\.s3\.bucket/);
    await rows().filter({ hasText: 'audit-logs' }).waitFor();
    assert.equal(await rows().count(), 3);
    await bar().fill('is:failing');
    await page.keyboard.press('Enter');
    await page.locator('#root').getByText('is:failing').first().waitFor();
    assert.equal(await bar().getAttribute('aria-invalid'), 'true');
    assert.match(here(), /aws\.s3\.bucket/);
  });

  it('leads from page to page, and finds one by its ARN', async () => {
    await open('/resources');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Page 2').waitFor();
    await settle(page);
    assert.equal(await rows().count(), 31);
    await page.goto(`${api.url}/resources?${new URLSearchParams({ q: 'arn:arn:aws:s3:::reports-2026' })}`);
    await settle(page);
    assert.equal(await rows().count(), 1);
    await rows().getByText('reports-2026').first().waitFor();
    await bar().fill('arn:aws:s3:::audit-logs');
    await page.keyboard.press('Enter');
    await rows().getByText('audit-logs').first().waitFor();
    assert.equal(await rows().count(), 1);
  });

  it('says what is partly unknown and what is gone, and why there is nothing', async () => {
    await open('/resources?q=is:unknown');
    assert.equal(await rows().count(), 2);
    await rows().first().getByText('Partly unknown').waitFor();
    await page.goto(`${api.url}/resources?q=is:deleted`);
    await rows().getByText('legacy-ftp').waitFor();
    await page.goto(`${api.url}/resources?q=there-is-no-such-thing`);
    await page.getByText('Nothing matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await rows().first().waitFor();
    assert.equal(here(), '/resources');
    api.state.world = { ...api.state.world, resources: [] };
    await page.reload();
    await page.getByText('Nothing was collected yet').waitFor();
  });

  it('shows whatever names and tags say as text', async () => {
    await open('/resources?q=script');
    await rows().getByRole('link', { name: hostile, exact: true }).first().waitFor();
    await rows().getByRole('link', { name: hostile, exact: true }).first().click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: hostile }).waitFor();
    await settle(page);
    assert.equal(await page.locator('#root img, #root script').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await page.locator('.tag').filter({ hasText: 'with,quote' }).click();
    await settle(page);
    assert.equal(await rows().count(), 1);
  });
});

describe('a resource', () => {
  it('shows its configuration part by part, readable or as JSON', async () => {
    await open(`/resources/${resourceId.bucket}`);
    const block = region('Public access block');
    await block.getByText('blockPublicPolicy').waitFor();
    assert.equal(await block.getByText('Yes').count(), 3);
    await block.getByRole('button', { name: 'JSON: Public access block' }).click();
    await block.locator('pre').getByText('"blockPublicPolicy"').waitFor();
    await region('Policy').getByText('"aws:SecureTransport"').waitFor();
    await region('Not there').getByText('Website').waitFor();
    await page.getByRole('button', { name: 'JSON', exact: true }).first().click();
    await page.locator('.facet-json pre').getByText('"facets"').waitFor();
    assert.deepEqual(await violations(page), []);
  });

  it('shows a part that could not be read as unknown, with the reason, the action, AWS, and the way to the doctor', async () => {
    await open(`/resources/${resourceId.db}`);
    const rules = region('Rules');
    await rules.getByText('Unknown: Denied').waitFor();
    await rules.getByText('ec2:DescribeSecurityGroups', { exact: true }).waitFor();
    await rules.getByText('Refused by a service control policy.').waitFor();
    await rules.getByText('with an explicit deny').waitFor();
    const lets = region('lets in');
    await lets.getByText('there may be more than is shown').waitFor();
    await picture(page, 'resource-unknown-part');
    await rules.getByRole('link', { name: 'How to give access' }).click();
    await page.getByRole('tab', { name: 'Permissions', selected: true }).waitFor();
  });

  it('leads along its relations, both ways', async () => {
    await open(`/resources/${resourceId.instance}`);
    await region('protected by').getByRole('link', { name: 'web' }).click();
    await page.getByRole('heading', { name: 'web', level: 1 }).waitFor();
    const protects = region('protects');
    await protects.getByRole('link', { name: 'web-prod' }).waitFor();
    assert.equal(await protects.getByRole('listitem').count(), 8);
    await protects.getByRole('button', { name: 'Show all' }).click();
    assert.equal(await protects.getByRole('listitem').count(), 14);
    await protects.getByRole('link', { name: 'web-prod' }).click();
    await page.getByRole('heading', { name: 'web-prod', level: 1 }).waitFor();
    await region('acts as').getByRole('link', { name: 'reports-worker' }).click();
    const assumed = region('may be assumed by');
    await assumed.getByText('Everybody').waitFor();
    await assumed.getByText('StringEquals sts:ExternalId: k7-shared').waitFor();
    await assumed.getByText('ec2.amazonaws.com').waitFor();
  });

  it('tells how it changed, by sign and word, who did it, and what came before', async () => {
    await open(`/resources/${resourceId.bucket}`);
    const history = region('History');
    const first = history.locator('.history > li').first();
    await first.getByText('arn:aws:sts::111122223333:assumed-role/deploy/ci').waitFor();
    await first.getByText('PutBucketPolicy').waitFor();
    const changes = first.locator('.diff > li');
    assert.deepEqual(await changes.evaluateAll((all) => all.map((each) => each.dataset.change ?? 'more')), [
      'changed',
      'added',
      'changed',
      'removed',
      'more',
    ]);
    await changes.nth(0).getByText('policy.Statement.0.Principal').waitFor();
    await changes.nth(4).getByText('3 more changes are not shown.').waitFor();
    assert.equal(await history.locator('.history > li').count(), 10);
    await history.getByRole('button', { name: 'Older changes' }).click();
    await history.getByText('First seen').waitFor();
    assert.equal(await history.locator('.history > li').count(), 14);
  });

  it('shows the findings on it, the worst first, and leads to them', async () => {
    const { world } = api.state;
    const some = ['critical', 'high', 'low'].map((severity) =>
      world.findings.find((finding) => finding.severity === severity && finding.status === 'open'),
    );
    for (const finding of some)
      Object.assign(finding, { resourceArn: 'arn:aws:s3:::reports-2026', accountId: world.accounts[0].id });
    await open(`/resources/${resourceId.bucket}`);
    const findings = region('Findings on it');
    const links = findings.locator('.resource-findings a');
    await links.first().waitFor();
    assert.deepEqual(
      await links.allTextContents(),
      some.map(({ title }) => title.en),
    );
    await picture(page, 'resource-with-findings');
    await links.first().click();
    await page.locator('.drawer-title').getByText(some[0].title.en).waitFor();
    await page.goBack();
    await findings.getByRole('link', { name: 'See all' }).click();
    await page.getByRole('heading', { name: 'Findings', level: 1 }).waitFor();
    assert.equal(here(), '/findings?q=resource:"arn:aws:s3:::reports-2026"');
  });

  it('is scanned again at once, by those who may', async () => {
    await open(`/resources/${resourceId.instance}`);
    await page.getByRole('button', { name: 'Scan this resource now' }).click();
    await page.getByRole('status').getByRole('link').waitFor();
    assert.deepEqual(api.state.world.scans[0].scope.resources, [
      'arn:aws:ec2:sa-east-1:111122223333:instance/i-0c81f3a9c27b1d84e',
    ]);
    await page.goto(`${api.url}/resources/${resourceId.old}`);
    await page.getByText('This resource is gone from AWS.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Scan this resource now' }).count(), 0);
  });

  it('that is not there, or whose server fails, says so', async () => {
    await open('/resources');
    await page.goto(`${api.url}/resources/60000000-0000-4000-8000-999999999999`);
    await page.getByText('There is nothing here').waitFor();
    api.state.outage = true;
    await page.goto(`${api.url}/resources/${resourceId.instance}`);
    await page.locator('.problem code').first().waitFor();
    api.state.outage = false;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('heading', { name: 'web-prod', level: 1 }).waitFor();
  });
});

for (const [language, theme, width] of [
  ['en', 'light', 1_440],
  ['pt', 'dark', 1_440],
  ['pt', 'light', 320],
])
  describe(`in ${language}, ${theme}, ${width} px`, () => {
    it('every state is whole and readable', async () => {
      const visitor = await visit(browser, { language, theme, width });
      await signIn(visitor.page, api.url, { at: '/resources' });
      const found = [];
      for (const [name, at] of Object.entries({
        resources: '/resources',
        'resources-zero': '/resources?q=nothing',
        'resource-bucket': `/resources/${resourceId.bucket}`,
        'resource-role': `/resources/${resourceId.role}`,
        'resource-unknown': `/resources/${resourceId.db}`,
        'resource-hostile': `/resources/${resourceId.hostile}`,
        'resource-deleted': `/resources/${resourceId.old}`,
      })) {
        await visitor.page.goto(api.url + at);
        await settle(visitor.page);
        await picture(visitor.page, `${name}-${language}-${theme}-${width}`);
        const tooWide = await visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        found.push(...(tooWide > 0 ? [`${name}: ${tooWide} px too wide`] : []), ...(await violations(visitor.page)));
      }
      found.push(...visitor.trouble);
      await visitor.context.close();
      assert.deepEqual(found, []);
    });
  });
