/** Draws docs/TRUST.md. Pure: from rows and results to text. */

/** Every row that a test names, in brackets or at the head of its name: `(T03)`, `(R05, I01)`, `(O01–O03)`. */
export function rowsNamedIn(name) {
  const named = new Set();
  for (const [, from, letter, first, , last] of name.matchAll(/\b(([A-Z])(\d\d))(?:[–-]([A-Z])(\d\d))?\b/g)) {
    named.add(from);
    for (let number = Number(first); last && number <= Number(last); number += 1)
      named.add(`${letter}${String(number).padStart(2, '0')}`);
  }
  return named;
}

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The tests of a row by file: `file` (3). */
function filesOf(tests) {
  const counts = new Map();
  for (const { file } of tests) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => order(a, b))
    .map(([file, count]) => `[${file.split('/').pop()}](../${file}) (${count})`);
}

const runOnly = 'by `npm run chaos`, before a release';

function resultOf({ where }, tests) {
  const failed = tests.filter(({ status }) => status === 'failed').length;
  const skipped = tests.filter(({ status }) => status === 'skipped').length;
  if (failed > 0) return `**${failed} failed**`;
  if (tests.length === 0) return where.includes('chaos') ? 'not in this run' : '**gap: no test**';
  return skipped > 0 ? `passed, ${skipped} skipped` : 'passed';
}

/** @param results the tests of all runs. */
export function trustPage(areas, results) {
  const byRow = new Map();
  // The tests of this page speak of rows and show nothing about them.
  for (const test of results.filter(({ file }) => !file.startsWith('tools/trust/')))
    for (const id of rowsNamedIn(test.name)) byRow.set(id, [...(byRow.get(id) ?? []), test]);
  const rows = Object.values(areas).flat();
  const gaps = rows.filter(({ id, where }) => !byRow.has(id) && !where.includes('chaos')).map(({ id }) => id);
  const lines = [
    '# Trust: what must hold, and the tests that show it',
    '',
    '<!-- Written by `npm run trust` from the results of `npm test` and `npm run test:browser`. Do not edit. -->',
    '',
    'Each row is a promise. A test that carries the id of a row in its name tries to break it. A row without a test is a gap: nothing shows yet that it holds.',
    '',
    gaps.length > 0 ? `Gaps: ${gaps.join(', ')}.` : 'There are no gaps.',
  ];
  for (const [area, promises] of Object.entries(areas)) {
    lines.push('', `## ${area}`, '', '| row | promise | tests | result |', '| --- | --- | --- | --- |');
    for (const promise of promises) {
      const tests = byRow.get(promise.id) ?? [];
      const where = [...filesOf(tests), ...(promise.where.includes('chaos') ? [runOnly] : [])];
      lines.push(`| ${promise.id} | ${promise.promise} | ${where.join(', ') || '–'} | ${resultOf(promise, tests)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
