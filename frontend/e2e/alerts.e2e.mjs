/** What people do with alert rules and the delivery log, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picture, settle, violations } from './browser.mjs';
import { api, begin, here, open, page, useStage } from './stage.mjs';

useStage();

const dialog = () => page.getByRole('dialog');
const save = () => dialog().getByRole('button', { name: 'Save' }).click();
const ruleCalled = (wanted) => api.state.world.rules.find(({ name }) => name === wanted);

describe('the list of rules', () => {
  it('says in a sentence when each one mails, and when not', async () => {
    await open('/alerts');
    const row = (name) => page.getByRole('row', { name });
    await row(/Security on call/)
      .getByText('Within 5 minutes')
      .waitFor();
    await row(/Security on call/)
      .getByText('quiet from 22:00 to 07:00')
      .waitFor();
    await row(/Owners of production/)
      .getByText('owners of the account')
      .waitFor();
    const weekly = row(/Week in review/);
    await weekly.getByText('Every Monday at 09:00, Sao Paulo').waitFor();
    await weekly.getByText('next in 2 days').waitFor();
    await weekly.getByText('-region:us-east-1 resource:prod-*').waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  it('speaks Portuguese', async () => {
    await begin({ language: 'pt' });
    await open('/alerts');
    await page.getByText('Toda segunda-feira às 09:00, Sao Paulo').waitFor();
    await page.getByText('silêncio das 22:00 às 07:00').waitFor();
  });

  it('keeps a rule as it is when it is switched on', async () => {
    await open('/alerts');
    const before = { ...ruleCalled('Owners of production') };
    await page.getByRole('switch', { name: 'Rule Owners of production is on' }).focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelectorAll('[role=switch]:checked').length === 3);
    assert.deepEqual(ruleCalled('Owners of production'), { ...before, enabled: true });
  });
});

describe('the form of a rule', () => {
  it('makes a weekly digest with quiet hours, for owners alone', async () => {
    await open('/alerts/rules/new');
    await dialog().getByLabel(/^Name/).fill('Owners, once a week');
    await dialog().getByRole('button', { name: 'Remove recipient 1' }).click();
    await dialog().getByText('Name somebody, or mail the owners').waitFor();
    await save();
    assert.equal(here(), '/alerts/rules/new');
    await dialog().getByLabel('The owners of the account, too').check();
    await dialog().getByLabel('How often').selectOption('weekly');
    await dialog().getByLabel('Day', { exact: true }).selectOption('Wednesday');
    await dialog().getByLabel('Time', { exact: true }).fill('07:30');
    await dialog()
      .getByLabel(/^Time zone/)
      .fill('Europe/Lisbon');
    await dialog().getByRole('switch', { name: 'Quiet hours' }).press('Space');
    await dialog().getByText('They end on the next day.').waitFor();
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'])
      await dialog().getByRole('checkbox', { name: day, exact: true }).press('Space');
    await dialog().getByLabel('Critical findings wait, too').check();
    await picture(page, 'alerts-form');
    assert.deepEqual(await violations(page), []);
    await save();
    await page.getByText('Every Wednesday at 07:30, Lisbon').waitFor();
    const { id: _, createdAt: __, nextAt: ___, ...made } = ruleCalled('Owners, once a week');
    assert.deepEqual(made, {
      name: 'Owners, once a week',
      enabled: true,
      minSeverity: 'high',
      accountIds: [],
      services: [],
      q: '',
      recipients: [],
      toOwners: true,
      timing: { kind: 'weekly', at: '07:30', weekday: 3 },
      timeZone: 'Europe/Lisbon',
      quietHours: { days: [0, 6], from: '22:00', to: '07:00', evenCritical: true },
    });
  });

  it('says under the condition what is wrong with it, and saves nothing until it is mended', async () => {
    await open('/alerts/rules/new');
    await dialog().getByLabel(/^Name/).fill('Conditions');
    const condition = dialog().getByLabel('Condition');
    await dialog().getByRole('button', { name: 'Use region:sa-east-1' }).click();
    assert.equal(await condition.inputValue(), 'region:sa-east-1');
    await condition.fill('colour:red');
    await dialog().getByText('There is no key like the one in colour:red.').waitFor();
    assert.equal(await condition.getAttribute('aria-invalid'), 'true');
    // Nothing is offered that a rule could not ask for.
    const offered = await dialog().locator('.query-problems code').allInnerTexts();
    assert.deepEqual(offered, ['severity', 'service', 'region', 'account', 'policy', 'resource', 'is']);
    await save();
    assert.equal(ruleCalled('Conditions'), undefined);
    await condition.fill('is:overdue service:s3 assignee:me');
    await dialog().getByText('cannot ask for: assignee, is:overdue').waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog().getByRole('button', { name: 'Leave that out' }).click();
    assert.equal(await condition.inputValue(), 'service:s3');
    await save();
    await page.getByRole('link', { name: 'Conditions' }).waitFor();
    assert.equal(ruleCalled('Conditions').q, 'service:s3');
  });

  it('is filled in by the address, so that a view of the findings becomes a rule', async () => {
    await open(`/alerts/rules/new?q=${encodeURIComponent('severity:critical -account:Staging')}`);
    assert.equal(await dialog().getByLabel('Condition').inputValue(), 'severity:critical -account:Staging');
    assert.equal(await dialog().getByLabel('From severity').inputValue(), 'info');
  });

  it('refuses quiet hours that never end, and a time zone that there is none of', async () => {
    await open(`/alerts/rules/${ruleCalled('Security on call').id}`);
    await dialog().getByLabel('To', { exact: true }).fill('22:00');
    await dialog().getByText('These hours have no end').waitFor();
    await dialog()
      .getByLabel(/^Time zone/)
      .fill('Mars/Olympus');
    await dialog().getByText('There is no such time zone.').waitFor();
    await save();
    assert.equal(ruleCalled('Security on call').timeZone, 'America/Sao_Paulo');
    assert.equal(await dialog().getByRole('button', { name: 'Send me a test' }).isDisabled(), true);
  });

  it('sends a test of what stands in it, unsaved, and says where it went', async () => {
    await open('/alerts/rules/new');
    const before = api.state.world.rules.length;
    await dialog().getByLabel('From severity').selectOption('critical');
    await dialog().getByRole('button', { name: 'Send me a test' }).click();
    const status = dialog().getByRole('status');
    await status.getByText('A test is on its way to ana@example.com.').waitFor();
    assert.equal(api.state.world.rules.length, before);
    const [sent] = api.state.world.deliveries;
    assert.equal(sent.subject.startsWith('[CSPM][TEST][CRITICAL]'), true);
    Object.assign(sent, { state: 'sent', sentAt: new Date().toISOString(), attempts: 1 });
    await status.getByText('A test was sent to ana@example.com.').waitFor();
    await picture(page, 'alerts-test');
    await status.getByRole('link', { name: 'See the mail' }).click();
    await page.getByRole('dialog', { name: /\[TEST\]/ }).waitFor();
    assert.equal(here(), `/deliveries/${sent.id}`);
  });

  it('fits a phone', async () => {
    for (const language of ['en', 'pt']) {
      await begin({ language, width: 320, height: 700 });
      await open(`/alerts/rules/${ruleCalled('Week in review').id}`);
      await page.locator('.drawer-title').waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
      assert.deepEqual(await violations(page), []);
      await picture(page, `alerts-form-phone-${language}`);
    }
  });
});

describe('the delivery log', () => {
  it('tells kinds apart, filters by them, and keeps that in the address', async () => {
    await open('/deliveries');
    await page.getByRole('row', { name: /A digest that is being gathered/ }).waitFor();
    await picture(page, 'alerts-log');
    await page.getByRole('button', { name: 'Kind' }).click();
    await page.getByRole('checkbox', { name: 'Assignment' }).check();
    await page.getByRole('checkbox', { name: 'Test' }).check();
    await settle(page);
    assert.equal(decodeURIComponent(here()), '/deliveries?kind=assignment,test');
    assert.equal(await page.locator('.data-table tbody tr').count(), 2);
    await page.keyboard.press('Escape');
    assert.deepEqual(await violations(page), []);
  });

  it('says of a mail that is being gathered when it is due, and shows no empty page', async () => {
    const { id } = api.state.world.deliveries.find(({ state }) => state === 'queued');
    await open(`/deliveries/${id}`);
    await dialog().getByText('It is written when it is due.').waitFor();
    await dialog().getByText('Digest', { exact: true }).waitFor();
    assert.equal(await dialog().locator('iframe').count(), 0);
    assert.deepEqual(await violations(page), []);
  });
});
