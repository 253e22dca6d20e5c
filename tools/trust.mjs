/**
 * `npm run trust`: writes docs/TRUST.md from the results of the last whole `npm test` and `npm run test:browser`.
 * `--check`: fails when the page that is there says something else.
 */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';
import { trustPage } from './trust/page.mjs';
import { browserRun, jestRun } from './trust/results.mjs';
import { areas } from './trust/rows.mjs';

const file = path.join(root, 'docs/TRUST.md');
const isCheck = process.argv.includes('--check');
const runs = { 'npm test': jestRun(), 'npm run test:browser': browserRun() };
/** What differs from machine to machine: how many cases a table has, and what was skipped for want of a server. */
const inEssence = (page) => page.replace(/ \(\d+\)/g, '').replace(/passed, \d+ skipped/g, 'passed');
const missing = Object.entries(runs).flatMap(([name, run]) => (run ? [] : [name]));

if (missing.length > 0) {
  console.warn(`!!! docs/TRUST.md was not looked at: there are no results of ${missing.join(' and ')}.`);
  process.exitCode = isCheck && !missing.includes('npm test') ? 0 : 1;
} else {
  const page = trustPage(areas, Object.values(runs).flat());
  if (!isCheck) fs.writeFileSync(file, page);
  else if (!fs.existsSync(file) || inEssence(fs.readFileSync(file, 'utf8')) !== inEssence(page)) {
    fs.writeFileSync(file, page);
    console.error(
      'docs/TRUST.md does not say what the tests said: run `npm run trust` after `npm test` and `npm run test:browser`.',
    );
    process.exitCode = 1;
  } else console.log('docs/TRUST.md says what the tests said.');
}
