/** What the test runs said, one line for each test: where it stands, its whole name, and how it ended. */
import fs from 'node:fs';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { root } from '../run.mjs';

const folder = path.join(root, '.cspmexa');

/** Where `npm test` leaves its results. */
export const jestResults = path.join(folder, 'test-results.json');
/** Where `npm run test:browser` leaves them. */
export const browserResults = path.join(folder, 'browser-results.xml');
/** And those of the files that had a second try. */
export const browserResultsAgain = path.join(folder, 'browser-results-again.xml');

const relative = (file) => path.relative(root, file).split(path.sep).join('/');

/** @returns {{ file: string, name: string, status: 'passed' | 'failed' | 'skipped' }[] | undefined} undefined: there was no such run. */
export function jestRun() {
  if (!fs.existsSync(jestResults)) return undefined;
  const { testResults } = JSON.parse(fs.readFileSync(jestResults, 'utf8'));
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      file: relative(file),
      name: fullName,
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
    })),
  );
}

/** The same of the browser tests: of a file that had a second try, what that said. */
export function browserRun() {
  const first = readBrowserRun(browserResults);
  const again = readBrowserRun(browserResultsAgain) ?? [];
  const retried = new Set(again.map(({ file }) => file));
  return first && [...first.filter(({ file }) => !retried.has(file)), ...again];
}

function readBrowserRun(results) {
  if (!fs.existsSync(results)) return undefined;
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  const found = [];
  const walk = (suite, above) => {
    for (const inner of suite.testsuite ?? []) walk(inner, `${above}${inner.name} `);
    for (const test of suite.testcase ?? [])
      found.push({
        file: relative(test.file ?? 'frontend/e2e'),
        name: above + test.name,
        status: 'failure' in test ? 'failed' : 'skipped' in test ? 'skipped' : 'passed',
      });
  };
  const { testsuites } = parser.parse(fs.readFileSync(results, 'utf8'));
  walk(testsuites || {}, '');
  return found;
}
