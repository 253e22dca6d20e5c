/** What people do with the dashboard, against the fake API. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateSync } from 'otplib';
import { eventually, settle, signIn, violations, visit } from './browser.mjs';
import { hostile } from './fake/world.mjs';
import { api, begin, browser, context, here, open, page, trouble, useStage } from './stage.mjs';

useStage();

describe('the session', () => {
  it('returns after signing in to the page that was asked for, with its filters', async () => {
    await open('/findings?severity=high&sort=-openedAt');
    assert.equal(here(), '/findings?sort=-openedAt&q=is%3Aopen+severity%3Ahigh');
  });

  it('keeps the token out of storage, cookies that scripts see, and the address (T06)', async () => {
    await open('/');
    const seen = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    assert.doesNotMatch(seen, /[A-Za-z0-9_-]{30,}/);
  });

  it('refreshes once when the token is refused, and nobody notices', async () => {
    await open('/findings');
    api.expireTokens();
    api.state.requests.length = 0;
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('link', { name: 'Production' }).waitFor();
    assert.equal(api.state.requests.filter((line) => line.includes('/auth/refresh')).length, 1);
  });

  it('signs out here and in the other tabs', async () => {
    await open('/');
    const other = await context.newPage();
    await other.goto(`${api.url}/scans`);
    await other.getByRole('heading', { name: 'Scans' }).waitFor();
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('[data-sign-in=google]').waitFor();
    await other.locator('[data-sign-in=google]').waitFor();
    await page.goto(`${api.url}/findings`);
    await page.locator('[data-sign-in=google]').waitFor();
  });

  it('says what went wrong with a sign-in', async () => {
    await page.goto(`${api.url}/sign-in?error=not-invited`);
    await page.getByRole('alert').getByText('not a member').waitFor();
  });
});

describe('the detail of a finding', () => {
  it('shows names and tags from the cloud as text (X02)', async () => {
    const finding = api.state.world.findings.find(({ resourceName }) => resourceName === hostile);
    await open(`/findings/${finding.id}`);
    await page.getByRole('dialog').getByText(`arn:aws:s3:::${hostile}`).waitFor();
    await page.goto(`${api.url}/findings/${api.state.world.findings[0].id}`);
    await page.getByRole('dialog').getByText('window.hacked').first().waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('#root img, #root b').count(), 0);
  });
});

describe('a finding', () => {
  const critical = () =>
    api.state.world.findings.find(
      ({ policyId, status }) => policyId === 'aws-s3-bucket-not-public' && status === 'open',
    );

  it('says why it fails, on what evidence, and how to fix it', async () => {
    await open(`/findings/${critical().id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('accountPublicAccessBlock.RestrictPublicBuckets').waitFor();
    assert.ok((await dialog.locator('.json-line[data-marked]').count()) >= 6);
    await dialog.getByRole('tab', { name: 'Terraform' }).click();
    await dialog.getByText('aws_s3_bucket_public_access_block').waitFor();
    assert.match(await page.title(), /not readable by everyone/);
  });

  it('can be accepted with a reason, and taken back', async () => {
    await open(`/findings/${critical().id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Accept this finding' }).click();
    await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
    await dialog.getByText('Give a reason').waitFor();
    await dialog.getByLabel(/^Reason/).fill('The bucket is the public web site.');
    await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
    await dialog.getByRole('button', { name: 'Take the exception back' }).click();
    await dialog.getByRole('button', { name: 'Accept this finding' }).waitFor();
    assert.equal(critical().status, 'open');
  });

  it('offers no exception to those who may not make one', async () => {
    await open(`/findings/${critical().id}`, 'carla@example.com');
    await page.getByRole('dialog').getByText('History').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Accept this finding' }).count(), 0);
  });

  it('says so when there is none', async () => {
    await open('/findings/00000000-0000-4000-8000-000000000000');
    await page.getByRole('dialog').getByText('There is nothing here').waitFor();
  });
});

describe('live events (E08)', () => {
  it('move the progress of a scan within two seconds', async () => {
    const scan = api.state.world.scans[0];
    await open(`/scans/${scan.id}`);
    const bar = page.getByRole('progressbar');
    assert.equal(await bar.getAttribute('aria-valuenow'), '38');
    scan.units = { ...scan.units, done: 15 };
    api.emit('unit.collected', { scanId: scan.id });
    await page.waitForFunction(
      () => document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') === '83',
      undefined,
      { timeout: 2_000 },
    );
    await page.getByText('The scan is at 75%.').waitFor({ state: 'attached' });
  });

  it('give way to polling when the stream is down, and come back', async () => {
    api.state.streamDown = true;
    const scan = api.state.world.scans[0];
    await open(`/scans/${scan.id}`);
    await page.getByText('Polling').waitFor();
    scan.units = { ...scan.units, done: 12 };
    await page.waitForFunction(
      () => document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') === '66',
      undefined,
      { timeout: 8_000 },
    );
    api.state.streamDown = false;
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
  });
});

describe('the progress of a scan (E08)', () => {
  const bar = () => page.getByRole('progressbar');
  const isAt = (percent) =>
    page.waitForFunction(
      (wanted) => document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') === wanted,
      percent,
    );

  it('does not call it all before it is all', async () => {
    const scan = api.state.world.scans[0];
    const whole = page.getByText('Everything that was asked for has been looked at.');
    await open(`/scans/${scan.id}`);
    await page.getByText('The rest has not been looked at.').waitFor();
    assert.equal(await whole.count(), 0);
    scan.state = 'cancelled';
    await page.reload();
    await page.getByText('The rest has not been looked at.').waitFor();
    scan.state = 'complete';
    await page.reload();
    await whole.waitFor();
  });

  it('never falls, is told at each quarter, and is the same after a reload', async () => {
    const scan = api.state.world.scans[0];
    await open(`/scans/${scan.id}`);
    const told = page.locator('[role=status][aria-live=polite]').filter({ hasText: 'The scan is at' });
    assert.equal(await told.textContent(), 'The scan is at 25%.');
    await page.evaluate(() => {
      window.said = [];
      const status = [...document.querySelectorAll('[role=status]')].find((one) =>
        /The scan is at/.test(one.textContent),
      );
      new MutationObserver(() => window.said.push(status.textContent)).observe(status, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
    for (const [done, percent] of [
      [8, '44'],
      [9, '50'],
      [11, '61'],
      [14, '77'],
    ]) {
      scan.units = { ...scan.units, done };
      api.emit('unit.collected', { scanId: scan.id });
      await isAt(percent);
    }
    // More was found than was expected.
    scan.units = { total: 28, done: 15, failed: 0 };
    api.emit('unit.collected', { scanId: scan.id });
    await page.getByText('15 of 28 units').waitFor();
    assert.equal(await bar().getAttribute('aria-valuenow'), '77');
    assert.deepEqual(await page.evaluate(() => window.said), ['The scan is at 50%.', 'The scan is at 75%.']);
    scan.units = { total: 28, done: 25, failed: 0 };
    await page.reload();
    await isAt('89');
  });

  it('goes on after a cut of the stream from the last event that was heard', async () => {
    const scan = api.state.world.scans[0];
    await open(`/scans/${scan.id}`);
    await page.getByText('Live', { exact: true }).waitFor();
    scan.units = { ...scan.units, done: 9 };
    const id = api.emit('unit.collected', { scanId: scan.id });
    await isAt('50');
    api.cutStreams();
    await eventually(() => assert.equal(api.state.lastEventIds.at(-1), id));
    assert.equal(api.state.lastEventIds[0], undefined);
    scan.units = { ...scan.units, done: 18 };
    await eventually(() => assert.equal(api.streams(), 1));
    api.emit('unit.collected', { scanId: scan.id });
    await isAt('100');
  });
});

describe('an account', () => {
  it('is added, connected, scheduled, scanned and removed', async () => {
    await open('/accounts');
    await page.getByRole('link', { name: 'Add account' }).click();
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByText('This is needed.').waitFor();
    await page.getByText('This is not the ARN of an IAM role').waitFor();
    await page.getByLabel(/^Name/).fill('Payments');
    await page.getByLabel(/^Role ARN/).fill('arn:aws:iam::123456789012:role/cspmexa-read');
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('heading', { name: 'Payments' }).waitFor();
    assert.match(here(), /tab=connect$/);
    await page.getByRole('tab', { name: 'Trust policy' }).click();
    await page.getByText('sts:ExternalId').waitFor();
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByText('The account can be read').waitFor();

    await page.getByRole('tab', { name: 'Schedules' }).click();
    await page.getByRole('button', { name: 'Add schedule' }).click();
    await page.getByText('Every day at 03:00').first().waitFor();
    assert.equal(await page.locator('.preview li').count(), 5);
    await page.getByRole('button', { name: 'Add schedule' }).click();
    await page.getByText('0 3 * * *').waitFor();

    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Remove account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove account' }).click();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    await page.waitForFunction(() => !document.body.innerText.includes('Payments'));
  });

  it('that cannot be read says what AWS said', async () => {
    await open(`/accounts/${api.state.world.accounts[2].id}?tab=connect`);
    await page.getByRole('button', { name: 'Check connection' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('The role could not be assumed').waitFor();
    await alert.getByText('not authorized to perform sts:AssumeRole').waitFor();
  });

  it('is scanned by one press', async () => {
    await open('/accounts');
    await page.getByRole('button', { name: 'Scan now: Staging' }).click();
    await page.getByRole('heading', { name: 'Scan of Staging' }).waitFor();
    await page.getByRole('progressbar').waitFor();
  });
});

describe('alert rules and members', () => {
  it('are added, changed and removed', async () => {
    await open('/alerts/rules/new');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name/).fill('Night watch');
    await dialog.getByRole('button', { name: 'Add recipient' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This is not an e-mail address.').waitFor();
    await dialog.getByLabel('E-mail address 2').fill('night@example.com');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Night watch' }).click();
    await dialog.getByRole('button', { name: 'Remove rule' }).click();
    await page.getByRole('link', { name: 'Night watch' }).waitFor({ state: 'detached' });

    await page.goto(`${api.url}/members`);
    assert.equal(await page.getByRole('button', { name: 'Change ana@example.com' }).count(), 0);
    await page.getByRole('button', { name: 'Change dan@example.com' }).click();
    await dialog.getByLabel('Role').selectOption('analyst');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /dan@example.com Analyst/ }).waitFor();
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel(/^E-mail/).fill('not an address');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByText('This is not an e-mail address.').waitFor();
    await page.getByLabel(/^E-mail/).fill('gil@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByText('gil@example.com is invited.').waitFor();
    await page.getByRole('tab', { name: 'Invitations' }).click();
    await page.getByRole('button', { name: 'Take back: gil@example.com' }).click();
    await page.getByText('gil@example.com', { exact: true }).waitFor({ state: 'detached' });
  });
});

describe('proving who one is', () => {
  /** Sets an authenticator up on the profile. @returns the secret and the recovery codes. */
  async function enrol() {
    await open('/profile');
    await page.getByRole('button', { name: 'Set up an authenticator' }).click();
    const secret = (await page.locator('[data-secret]').innerText()).replaceAll(' ', '');
    await page.getByRole('img', { name: 'QR code of the secret' }).waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill('12345');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('A code has six digits.').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.locator('.recovery-codes li').nth(9).waitFor();
    const codes = await page.locator('.recovery-codes li').allInnerTexts();
    assert.equal(codes.length, 10);
    await page.getByLabel('I have kept the codes.').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 recovery codes are left.').waitFor();
    return { secret, codes };
  }

  it('sets an authenticator up, is asked for its code, loses it and recovers (E15)', async () => {
    const { secret, codes } = await enrol();
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('[data-sign-in=google]').click();
    await page.locator('[data-person="ana@example.com"]').click();
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.waitFor();
    assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
    await field.fill('000000');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('The code is wrong, too old, or was used already.').waitFor();
    // Pasted the way that apps show it.
    const code = generateSync({ secret });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
    await field.fill('');
    await field.press('Control+v');
    assert.equal(await field.inputValue(), `${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();

    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('[data-sign-in=google]').click();
    await page.locator('[data-person="ana@example.com"]').click();
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(codes[0].toUpperCase());
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await page.getByText('9 recovery codes are left.').waitFor();
  });

  it('asks for a fresh proof in the middle of a change, and then makes it', async () => {
    const { secret } = await enrol();
    api.ageProofs();
    await page.goto(`${api.url}/tokens`);
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel(/^Name/).fill('nightly');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
    await dialog.getByRole('button', { name: 'Go on' }).click();
    const token = await page.locator('[data-token-value]').innerText();
    assert.match(token, /^cspm_test_/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    assert.doesNotMatch(await page.locator('body').innerText(), new RegExp(token));
    await page.getByRole('button', { name: 'Revoke: nightly' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: /nightly.*Revoked/ }).waitFor();
  });

  it('has a person without an authenticator sign in again', async () => {
    await open('/members?tab=organisation');
    api.ageProofs();
    await page.getByLabel('Analyst').check();
    await page.getByRole('button', { name: 'Save' }).click();
    const link = page.getByRole('dialog', { name: 'Is it you?' }).locator('[data-sign-in=google]');
    assert.match(await link.getAttribute('href'), /again=true/);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Prove again that it is you').waitFor();
  });

  it('must be set up where the organisation asks for it', async () => {
    api.state.world.tenant.mfaRequiredFor = ['admin'];
    await page.goto(api.url);
    await page.locator('[data-sign-in=google]').click();
    await page.locator('[data-person="ana@example.com"]').click();
    await page.getByRole('heading', { name: 'Set up an authenticator' }).waitFor();
    const secret = (await page.locator('[data-secret]').innerText()).replaceAll(' ', '');
    assert.deepEqual(await violations(page), []);
    await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByLabel('I have kept the codes.').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('ends a session that one does not know, and goes on in another organisation', async () => {
    const stranger = await visit(browser);
    await signIn(stranger.page, api.url);
    await open('/profile');
    await page.getByRole('button', { name: /^End:/ }).click();
    await page.getByText('Ended.').waitFor();
    await stranger.page.goto(`${api.url}/findings`);
    await stranger.page.locator('[data-sign-in=google]').waitFor();
    await stranger.context.close();
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: /Araraúna/ }).click();
    await page.waitForURL(`${api.url}/`);
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByText('Araraúna · Admin', { exact: true }).first().waitFor();
  });
});

describe('the audit trail', () => {
  it('is filtered, opened, verified and saved as a file', async () => {
    await open('/audit');
    await page.getByRole('row').nth(4).waitFor();
    await page.getByLabel('Outcome').selectOption('refused');
    await page.waitForURL(/outcome=refused/);
    await settle(page);
    await page.getByText('Refused: step-up-required').waitFor();
    await page.getByRole('button', { name: /^Details/ }).click();
    await page.getByRole('dialog').getByText('203.0.113.7').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The trail is whole').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
    await page.getByLabel('What', { exact: true }).fill('nothing-like-this');
    await page.getByText('Nothing matches these filters').waitFor();
  });
});

describe('keeping scans and the installation in order', () => {
  it('looks at a resource again from its finding, and follows that scan to its end', async () => {
    const finding = api.state.world.findings.find(({ status }) => status === 'open');
    await open(`/findings/${finding.id}`);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Looking at the resource again').waitFor();
    const [scan] = api.state.world.scans;
    assert.deepEqual(scan.scope.resources, [finding.resourceArn]);
    scan.state = 'complete';
    await page.getByText('Looked at again').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Complete' }).getAttribute('href'), `/scans/${scan.id}`);
  });

  it('shows what changed in the resource and who changed it', async () => {
    const finding = api.state.world.findings.find(({ status }) => status === 'open');
    await open(`/findings/${finding.id}`);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('PutBucketPolicy').waitFor();
    await history.getByText('arn:aws:sts::111122223333:assumed-role/deploy/ci').waitFor();
    await history.getByText('"*"').first().waitFor();
  });

  it('resumes a cancelled scan', async () => {
    const scan = api.state.world.scans.find(({ state }) => state === 'cancelled');
    await open(`/scans/${scan.id}`);
    await page.getByRole('button', { name: 'Resume scan' }).click();
    await page.getByRole('button', { name: 'Cancel scan' }).waitFor();
  });

  it('names the missing permissions, who refuses them, and what to grant', async () => {
    await open(`/accounts/${api.state.world.accounts[0].id}?tab=permissions`);
    const missing = page.getByRole('table', { name: 'Missing permissions' });
    await missing.getByText('a service control policy').waitFor();
    await page
      .getByRole('region', { name: 'Statement that grants them' })
      .getByText('CspmexaMissing')
      .first()
      .waitFor();
  });

  it('connects discovered accounts together and proposes an ignored one again', async () => {
    await open('/accounts/discovered');
    for (const name of ['data-lake', 'payments']) await page.getByRole('checkbox', { name: new RegExp(name) }).click();
    await page.getByRole('button', { name: 'Connect 2 accounts' }).click();
    await page.getByText('2 accounts connected.').waitFor();
    await page.getByRole('button', { name: 'Propose again: playground' }).click();
    await page.getByRole('button', { name: 'Ignore: playground' }).waitFor();
  });

  it('adds a schedule for critical policies with a quiet window', async () => {
    await open(`/accounts/${api.state.world.accounts[1].id}?tab=schedules`);
    await page.getByRole('button', { name: 'Add schedule' }).first().click();
    await page.getByLabel('Policies').selectOption('critical');
    await page.getByRole('button', { name: 'Add a window' }).click();
    await page.getByRole('button', { name: 'Add schedule' }).last().click();
    await page.getByText('only Critical').waitFor();
    await page.getByText('1 quiet window').waitFor();
  });

  it('tries a given-up message again', async () => {
    await open('/system?tab=deadLetters');
    await page.getByText('The sender address is not verified.').waitFor();
    await page.getByRole('button', { name: /^Try again: finding.opened/ }).click();
    await page.getByText('No message was given up').waitFor();
  });
});

describe('language and theme (E11)', () => {
  it('follow the member to a device where nobody chose', async () => {
    api.state.world.members[0].language = 'pt';
    await begin({ language: 'en', hasChosen: false });
    await page.goto(api.url);
    await page.getByRole('heading', { name: 'Know what is open' }).waitFor();
    await open('/findings');
    await page.getByRole('heading', { name: 'Achados' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'pt-BR');
    // What is chosen here afterwards stays, whatever is chosen elsewhere.
    await page.getByRole('button', { name: /^Idioma/ }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    assert.equal(api.state.world.members[0].language, 'en');
    api.state.world.members[0].language = 'pt';
    await page.reload();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
  });

  it('switch at once and are remembered', async () => {
    await open('/findings');
    await page.getByRole('button', { name: /^Language/ }).click();
    await page.getByRole('menuitemradio', { name: /Português/ }).click();
    await page.getByRole('heading', { name: 'Achados' }).waitFor();
    await page.getByRole('button', { name: /^Tema/ }).click();
    await page.getByRole('menuitemradio', { name: 'Escuro' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Achados' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'pt-BR');
    assert.equal(await page.getAttribute('html', 'data-mantine-color-scheme'), 'dark');
    assert.equal(await page.title(), 'Achados · CSPMEXA');
    assert.ok(api.state.requests.some((line) => line.startsWith('PATCH /api/v1/me')));
  });

  it('are set before the first paint', async () => {
    await page.addInitScript(() => localStorage.setItem('mantine-color-scheme-value', 'dark'));
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(api.url);
    assert.equal(await page.getAttribute('html', 'data-mantine-color-scheme'), 'dark');
    trouble.length = 0;
  });
});

describe('the keyboard', () => {
  it('skips to the content, and opens and closes a finding', async () => {
    await open('/findings');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    await page.locator('[data-finding]').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(here(), '/findings');
  });
});
