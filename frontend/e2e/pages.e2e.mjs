/** Every page, in both languages and both themes: it renders, says no raw key, overflows nowhere, and axe finds nothing. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openBrowser, picture, settle, signIn, violations, visit } from './browser.mjs';
import { startFakeApi } from './fake/fake-api.mjs';
import { resourceId } from './fake/resources.mjs';

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

/** Places that open beside a list, once their code is there. */
const drawers = [
  'control',
  'control-attested',
  'finding',
  'finding-excepted',
  'alert-rule',
  'alert-rule-new',
  'delivery',
  'delivery-open',
];

let api;
let browser;
before(async () => {
  api = await startFakeApi();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await api?.close();
});

function places({ findings, scans, accounts, deliveries, rules }) {
  const exposed = findings.find(({ policyId, status }) => policyId === 'aws-s3-bucket-not-public' && status === 'open');
  const excepted = findings.find(({ status }) => status === 'excepted');
  return {
    overview: '/',
    findings: '/findings',
    'findings-groups': '/findings?group=policy',
    'findings-none': '/findings?search=nothing-is-called-this&colour=red',
    finding: `/findings/${exposed.id}?severity=critical`,
    'finding-excepted': `/findings/${excepted.id}?status=excepted`,
    resources: '/resources',
    'resources-none': '/resources?q=nothing-is-called-this',
    resource: `/resources/${resourceId.instance}`,
    'resource-unknown': `/resources/${resourceId.db}`,
    accounts: '/accounts',
    'account-add': '/accounts/new',
    account: `/accounts/${accounts[2].id}`,
    'account-connect': `/accounts/${accounts[0].id}?tab=connect`,
    'account-schedules': `/accounts/${accounts[0].id}?tab=schedules`,
    'account-permissions': `/accounts/${accounts[0].id}?tab=permissions`,
    'accounts-discovered': '/accounts/discovered',
    'account-settings': `/accounts/${accounts[0].id}?tab=settings`,
    scans: '/scans',
    'scan-running': `/scans/${scans[0].id}`,
    'scan-partial': `/scans/${scans[2].id}`,
    alerts: '/alerts',
    'alert-rule': `/alerts/rules/${rules[0].id}`,
    'alert-rule-new': '/alerts/rules/new?q=severity:critical%20is:overdue%20colour:red',
    deliveries: '/deliveries',
    delivery: `/deliveries/${deliveries[0].id}`,
    'delivery-open': `/deliveries/${deliveries.find(({ state }) => state === 'queued').id}`,
    compliance: '/compliance',
    framework: '/compliance/cis-aws-7.0',
    'framework-account': `/compliance/fsbp?account=${accounts[0].id}&status=failed,unknown`,
    control: '/compliance/cis-aws-7.0?control=cis-aws-7.0/3.1.1',
    'control-attested': '/compliance/cis-aws-7.0?control=cis-aws-7.0/1.2',
    policies: '/policies',
    'policies-set': '/policies?setting=off,adjusted',
    policy: '/policies/aws-ec2-security-group-closes-admin-ports',
    'policy-settings': `/policies/aws-iam-access-key-is-rotated?account=${accounts[1].id}`,
    exports: '/exports',
    members: '/members',
    invitations: '/members?tab=invitations',
    roles: '/members?tab=roles',
    organisation: '/members?tab=organisation',
    tokens: '/tokens',
    audit: '/audit?outcome=done',
    profile: '/profile',
    system: '/system',
    'system-letters': '/system?tab=deadLetters',
    'not-found': '/no/such/place',
  };
}

/** What is wrong with the page that is open, one line each. */
async function faults(page, name, trouble) {
  await settle(page);
  await picture(page, name);
  const text = await page.evaluate(() => document.body.innerText);
  const key = rawKey.exec(text.replace(/aws[-.][\w.-]+/g, ''));
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...(key ? [`raw key ${key[0]}`] : []),
    ...(tooWide > 0 ? [`${tooWide} px too wide`] : []),
    ...(await violations(page)),
    ...trouble.splice(0),
  ].map((fault) => `${name}: ${fault}`);
}

for (const language of ['en', 'pt'])
  for (const theme of ['light', 'dark'])
    for (const width of theme === 'light' ? [1_440, 320] : [1_440, 375])
      describe(`(E02, E14) in ${language}, ${theme}, ${width} px`, () => {
        it('shows every page whole, readable and without violations', async () => {
          const { page, context, trouble } = await visit(browser, { language, theme, width });
          const label = (name) => `${name}-${language}-${theme}-${width}`;
          await page.goto(api.url);
          await page.locator('[data-sign-in=google]').waitFor();
          const found = await faults(page, label('sign-in'), trouble);
          assert.equal(await page.getAttribute('html', 'lang'), language === 'pt' ? 'pt-BR' : 'en');
          assert.equal(await page.getAttribute('html', 'data-mantine-color-scheme'), theme);
          await signIn(page, api.url);
          const titles = new Set();
          for (const [name, address] of Object.entries(places(api.state.world))) {
            await page.goto(api.url + address);
            if (drawers.includes(name)) await page.locator('.drawer-title').waitFor();
            found.push(...(await faults(page, label(name), trouble)));
            titles.add(await page.title());
          }
          await context.close();
          assert.deepEqual(found, []);
          assert.ok(titles.size > 12, 'pages have titles of their own');
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
