import { describe, expect, it } from '@jest/globals';
import { parseTerms, quoted, termText, valuesOfTerm, withTerm, type QueryTerm } from './terms.js';

const told = (query: string) =>
  parseTerms(query).terms.map(({ key, values, negated }) => `${negated ? '-' : ''}${key ?? ''}|${values.join('|')}`);

describe('the terms of a query', () => {
  it.each([
    ['', []],
    ['   ', []],
    ['severity:critical', ['severity|critical']],
    ['Severity:Critical', ['severity|Critical']],
    ['severity:critical,high', ['severity|critical|high']],
    ['severity:,critical,,high,', ['severity|critical|high']],
    ['-account:123', ['-account|123']],
    ['public bucket', ['|public', '|bucket']],
    ['"public bucket"', ['|public bucket']],
    ['-"public bucket"', ['-|public bucket']],
    ['policy:"a, b",c', ['policy|a, b|c']],
    ['policy:a" b"c', ['policy|a bc']],
    ['text:"say \\"hi\\" \\\\ \\n"', ['text|say "hi" \\ \\n']],
    ['a\\b', ['|a\\b']],
    ['a,b', ['|a,b']],
    ['-', ['|-']],
    ['- a', ['|-', '|a']],
    ['--a', ['-|-a']],
    ['arn:aws:s3:::reports', ['arn|aws:s3:::reports']],
    ['"arn:aws:s3:::reports"', ['|arn:aws:s3:::reports']],
    ['resource:arn:aws:s3:::a*z', ['resource|arn:aws:s3:::a*z']],
    ['opened:2026-01-01..2026-01-31', ['opened|2026-01-01..2026-01-31']],
    ['é:x 1a:b :c', ['|é:x', '|1a:b', '|:c']],
    ['ação\u00a0"não lida"', ['|ação', '|não lida']],
    ['a\tb\nc', ['|a', '|b', '|c']],
    ['""', []],
    ['constructor:x __proto__:y', ['constructor|x', '|__proto__:y']],
  ])('of %j are understood', (query, expected) => {
    expect(told(query)).toEqual(expected);
    expect(parseTerms(query).problems).toEqual([]);
  });

  it.each([
    ['is:open "never closed', 'unclosed-quote', '"never closed'],
    ['policy:"a b', 'unclosed-quote', 'policy:"a b'],
    ['severity:', 'no-value', 'severity:'],
    ['severity:, status:open', 'no-value', 'severity:,'],
    ['-severity:""', 'no-value', '-severity:""'],
  ])('of %j are not, and the problem says where', (query, code, term) => {
    const { problems } = parseTerms(query);
    expect(problems.map((problem) => [problem.code, problem.term])).toContainEqual([code, term]);
    for (const { from, to, term: written } of problems) expect(query.slice(from, to)).toBe(written);
  });

  it('end after fifty, however many there are', () => {
    const { terms, problems } = parseTerms(Array.from({ length: 400 }, (_, n) => `w${n}`).join(' '));
    expect(terms).toHaveLength(50);
    expect(problems.map(({ code }) => code)).toEqual(['too-many']);
  });

  it('take a time that grows with their length only', () => {
    const start = performance.now();
    for (const long of ['a:'.repeat(20_000), '"\\'.repeat(20_000), ','.repeat(40_000), 'k:"'.repeat(15_000)])
      expect(parseTerms(long).terms.length).toBeLessThanOrEqual(50);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

/** Numbers from 0 to 1, the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
}
const letters = [
  'a',
  'Z',
  '9',
  ' ',
  '"',
  '\\',
  ',',
  ':',
  '-',
  '*',
  '\t',
  'é',
  '日',
  '😀',
  '<',
  '=',
  '.',
  '\u00a0',
  '\u2028',
];

function made(roll: () => number, most: number, least = 0): string {
  const length = least + Math.floor(roll() * (most - least + 1));
  return Array.from({ length }, () => letters[Math.floor(roll() * letters.length)]).join('');
}

describe('what is written can be read', () => {
  const roll = dice(20_261_121);

  it('for any values of any key', () => {
    for (let n = 0; n < 4_000; n += 1) {
      const key = roll() < 0.3 ? null : (['policy', 'account', 'x-y'][Math.floor(roll() * 3)] ?? null);
      const values = Array.from({ length: key === null ? 1 : 1 + Math.floor(roll() * 3) }, () => made(roll, 8, 1));
      const term = { key, values, negated: roll() < 0.5 };
      const { terms, problems } = parseTerms(`a ${termText(term)} b`);
      expect({ written: termText(term), problems }).toEqual({ written: termText(term), problems: [] });
      expect(terms.slice(1, -1).map(({ key, values, negated }) => ({ key, values, negated }))).toEqual([term]);
    }
  });

  it('for any value in quotes or without', () => {
    for (let n = 0; n < 2_000; n += 1) {
      const value = made(roll, 10, 1);
      expect(parseTerms(`k:${quoted(value)}`).terms[0]?.values).toEqual([value]);
    }
  });

  it('and any text at all is read without an error, its terms in order and inside it', () => {
    for (let n = 0; n < 4_000; n += 1) {
      const query = made(roll, 40);
      const { terms, problems } = parseTerms(query);
      let at = 0;
      for (const { from, to, values } of terms) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeLessThanOrEqual(query.length);
        expect(values.length).toBeGreaterThan(0);
        at = to;
      }
      for (const { from, to } of problems) expect(0 <= from && from < to && to <= query.length).toBe(true);
    }
  });
});

describe('a key of a query', () => {
  it.each<[string, string, string[], boolean, string]>([
    ['', 'severity', ['high'], false, 'severity:high'],
    ['is:open severity:low text', 'severity', ['high', 'critical'], false, 'is:open text severity:high,critical'],
    ['is:open severity:low', 'severity', [], false, 'is:open'],
    ['severity:low -severity:info severity:high', 'severity', ['medium'], false, '-severity:info severity:medium'],
    ['severity:low -severity:info', 'severity', [], true, 'severity:low'],
    ['"a  b"   is:open', 'account', ['My team'], false, '"a  b" is:open account:"My team"'],
    ['SEVERITY:low', 'severity', ['high'], false, 'severity:high'],
    ['is:open', 'assignee', ['ana@example.com'], true, 'is:open -assignee:ana@example.com'],
    ['is:open "a b', 'severity', ['high'], false, 'is:open "a b" severity:high'],
    ['"a\\', 'severity', ['high'], false, '"a\\\\" severity:high'],
    ['x', 'resource', ['arn:aws:s3:::b'], false, 'x resource:"arn:aws:s3:::b"'],
  ])('of %j set to %s:%j is %5$s', (query, key, values, negated, expected) => {
    expect(withTerm(query, key, values, negated)).toBe(expected);
    expect(valuesOfTerm(withTerm(query, key, values, negated), key, negated)).toEqual(values);
  });

  it('keeps all other terms as they are, for any query', () => {
    const roll = dice(7);
    for (let n = 0; n < 2_000; n += 1) {
      const query = made(roll, 30);
      const others = ({ terms }: { terms: QueryTerm[] }) =>
        terms.filter(({ key }) => key !== 'policy').map(({ key, values, negated }) => ({ key, values, negated }));
      const value = made(roll, 6, 1);
      const next = withTerm(query, 'policy', [value]);
      expect(others(parseTerms(next))).toEqual(others(parseTerms(query)));
      expect(valuesOfTerm(next, 'policy')).toEqual([value]);
    }
  });

  it('has each of its values once', () => {
    expect(valuesOfTerm('a:x,y a:y,z -a:w', 'a')).toEqual(['x', 'y', 'z']);
    expect(valuesOfTerm('a:x -a:w', 'a', true)).toEqual(['w']);
  });
});
