/** The whole loop of a newcomer against a real installation, in both languages: connect, watch, triage by keyboard, except, fix, verify, export. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openBrowser, picture, settle, violations, visit } from './browser.mjs';

const baseUrl = process.env.BASE_URL?.replace(/\/$/, '');
const sandboxUrl = process.env.SANDBOX_URL?.replace(/\/$/, '');
const patience = 90_000;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const words = {
  en: {
    settings: 'Settings',
    remove: 'Remove account',
    sandbox: 'Try with example data',
    complete: 'Complete',
    verify: 'Verify now',
    apply: 'Apply',
    export: 'Export',
    resolved: 'Resolved',
  },
  pt: {
    settings: 'Configurações',
    remove: 'Remover conta',
    sandbox: 'Experimentar com dados de exemplo',
    complete: 'Completa',
    verify: 'Verificar agora',
    apply: 'Aplicar',
    export: 'Exportar',
    resolved: 'Resolvido',
  },
};

for (const language of ['en', 'pt'])
  it(
    `takes a new person in ${language} from an empty page to a proven fix`,
    { skip: baseUrl && sandboxUrl ? false : 'BASE_URL and SANDBOX_URL are not set', timeout: 300_000 },
    async () => {
      const say = words[language];
      const { page, context, trouble } = await visit(browser, { language });
      context.setDefaultTimeout(20_000);
      // What somebody repaired before is broken again.
      const cloud = await context.newPage();
      await cloud.goto(`${sandboxUrl}/aws/`);
      const repaired = cloud.locator('li[data-fix="bucket-allows-http"][data-applied="true"]');
      while ((await repaired.count()) > 0) await repaired.first().getByRole('button').click();
      await page.goto(`${baseUrl}/accounts`);
      await page.locator('[data-sign-in=google]').click();
      await page.locator('[data-person]').first().click();
      await page.waitForURL((url) => url.href.startsWith(`${baseUrl}/accounts`));
      await settle(page);
      // The example data go, and come back: what is tried can be wiped.
      await page.locator('.row-link').first().click();
      await page.getByRole('tab', { name: say.settings }).click();
      await page.getByRole('button', { name: say.remove }).click();
      await page.getByRole('dialog').getByRole('button', { name: say.remove }).click();
      await page.waitForURL(`${baseUrl}/accounts`);
      await page.getByRole('button', { name: say.sandbox }).click();
      await page.waitForURL(/\/scans\//);
      await picture(page, `loop-scan-${language}`);
      await page.locator('.mark', { hasText: say.complete }).first().waitFor({ timeout: patience });

      // Triage by keyboard: the worst first, the first one accepted, with a reason.
      await page.keyboard.press('g');
      await page.keyboard.press('f');
      await page.waitForURL(/\/findings/);
      await page.locator('[data-finding]').first().waitFor({ timeout: patience });
      await settle(page);
      await page.keyboard.press('j');
      await page.keyboard.press('m');
      await page.getByRole('dialog').getByRole('textbox').first().fill('Accepted in the walk of a newcomer');
      await page.getByRole('dialog').getByRole('button', { name: say.apply }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await picture(page, `loop-triage-${language}`);

      // Fix one in AWS, verify it, and see it resolved.
      await cloud.reload();
      const fix = cloud.locator('li[data-fix="bucket-allows-http"][data-applied="false"]').first();
      const arn = (await fix.innerText()).match(/arn:aws:s3:::[\w.-]+/)[0];
      await fix.getByRole('button').click();
      await cloud.close();
      const q = `policy:aws-s3-bucket-denies-http resource:${arn}`;
      await page.goto(`${baseUrl}/findings?q=${encodeURIComponent(q)}`);
      await page.locator('[data-finding]').first().click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('button', { name: say.verify }).click();
      await drawer.locator('.marks', { hasText: say.resolved }).waitFor({ timeout: patience });
      await settle(page);
      await picture(page, `loop-verified-${language}`);
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');

      // Export what is shown.
      await page.goto(`${baseUrl}/findings`);
      await settle(page);
      await page.getByRole('button', { name: say.export }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: patience }),
        page.locator('[data-format=csv]').click(),
      ]);
      assert.match(download.suggestedFilename(), /\.csv$/);
      const lines = [];
      for await (const chunk of await download.createReadStream()) lines.push(chunk);
      const csv = Buffer.concat(lines).toString();
      assert.ok(csv.split('\n').length > 20, 'the file has the findings');
      assert.ok(!csv.includes('Accepted in the walk'), 'what was accepted is not among the open ones');
      await context.close();
      assert.deepEqual(trouble, []);
    },
  );
