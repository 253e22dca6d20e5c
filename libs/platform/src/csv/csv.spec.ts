import { expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

it.each([
  ['=1+1', `'=1+1`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\tx', `'\tx`],
  ['\rx', `"'\rx"`],
  ['\n=1', `"'\n'=1"`],
  ['a;=1+1', `a;'=1+1`],
  ['a;;-1;b\t@x', `a;;'-1;b\t'@x`],
  ['a\n＝1', `"a\n'＝1"`],
  ['＝1', `'＝1`],
  ['＋1', `'＋1`],
  ['－1', `'－1`],
  ['＠1', `'＠1`],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
])('does not let a spreadsheet run %j (X01)', (given, cell) => {
  expect(csvLine([given])).toBe(`${cell}\r\n`);
});

it('quotes what has quotes, commas and line ends in it, and nothing else (X01)', () => {
  expect(csvLine(['a', 7, null, 'b,c', 'd"e', 'f\ng', 'a=b'])).toBe('a,7,,"b,c","d""e","f\ng",a=b\r\n');
});
