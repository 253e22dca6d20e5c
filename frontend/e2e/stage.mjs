/** What tests of a page stand on: a fake API, a browser, and visitors. What is exported is that of the running test. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { openBrowser, settle, signIn, visit } from './browser.mjs';
import { startFakeApi } from './fake/fake-api.mjs';

export let browser;
export let api;
export let page;
export let context;
/** What the console, the page and the content policy complained of. A test that provokes a complaint empties it. */
export let trouble;

/** Sets the stage for each test of the file. Afterwards nothing may have complained: not the console, nor the page, nor the content policy. */
export function useStage() {
  before(async () => (browser = await openBrowser()));
  after(() => browser?.close());
  beforeEach(async () => {
    api = await startFakeApi();
    await begin();
  });
  afterEach(async () => {
    await context.close();
    context = undefined;
    await api.close();
    assert.deepEqual(trouble, []);
  });
}

/** Sets one stage for all tests of the file, whose visitors are their own. */
export function useSharedStage() {
  before(async () => {
    api = await startFakeApi();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });
}

/** Goes on as another visitor: in another language, theme or width. */
export async function begin(options) {
  await context?.close();
  ({ page, context, trouble } = await visit(browser, options));
}

/** Signs in, as Ana or as somebody else, at a place, and waits until nothing is on its way. */
export async function open(path, as) {
  await signIn(page, api.url, { at: path, ...(as ? { as } : {}) });
  await settle(page);
}

/** The address without the site. */
export const here = () => page.url().slice(api.url.length);
