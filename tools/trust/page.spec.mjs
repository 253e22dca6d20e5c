import { describe, expect, it } from '@jest/globals';
import { rowsNamedIn, trustPage } from './page.mjs';

describe('the rows that a test names', () => {
  it.each([
    ['refuses a token without a signature (T01)', ['T01']],
    ['takes no extra fields (R05, I01)', ['R05', 'I01']],
    ['signs in at a real provider (O01–O03)', ['O01', 'O02', 'O03']],
    ['M01: a code works once', ['M01']],
    ['reads a policy of 2012-10-17', []],
  ])('%s', (name, rows) => expect([...rowsNamedIn(name)].sort()).toEqual(rows.sort()));
});

describe('the page', () => {
  const areas = {
    Tokens: [
      { id: 'T01', promise: 'A.', where: ['test'] },
      { id: 'T02', promise: 'B.', where: ['test'] },
      { id: 'K01', promise: 'C.', where: ['chaos'] },
    ],
  };
  const test = (name, status) => ({ file: 'libs/a/src/a.spec.ts', name, status });

  it('shows what passed, and a row without a test as a gap', () => {
    const page = trustPage(areas, [test('one (T01)', 'passed'), test('two (T01)', 'passed')]);
    expect(page).toContain('| T01 | A. | [a.spec.ts](../libs/a/src/a.spec.ts) (2) | passed |');
    expect(page).toContain('| T02 | B. | – | **gap: no test** |');
    expect(page).toContain('Gaps: T02.');
    expect(page).toContain('| K01 | C. | by `npm run chaos`, before a release | not in this run |');
  });

  it('hides neither a failure nor a skip', () => {
    expect(trustPage(areas, [test('one (T01)', 'passed'), test('two (T01)', 'failed')])).toContain('**1 failed**');
    expect(trustPage(areas, [test('one (T01)', 'passed'), test('two (T01)', 'skipped')])).toContain(
      'passed, 1 skipped',
    );
  });
});
