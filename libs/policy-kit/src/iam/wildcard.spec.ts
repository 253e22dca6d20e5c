import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile, covers, literal, matches, overlaps } from './wildcard.js';

/** The textbook definition, exponential and plainly right. */
function naive(pattern: string, text: string): boolean {
  const [head] = pattern;
  if (head === undefined) return text === '';
  const rest = pattern.slice(1);
  if (head === '*') return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
  return text !== '' && (head === '?' || head === text[0]) && naive(rest, text.slice(1));
}

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 });
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 });
const texts = ['', 'a', 'b', 'c'];
for (let at = 1; texts.length < 1093; at += 1)
  texts.push(`${texts[at] ?? ''}a`, `${texts[at] ?? ''}b`, `${texts[at] ?? ''}c`);

describe('wildcards', () => {
  it('match as the textbook says', () => {
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(matches(compile(p), t)).toBe(naive(p, t));
      }),
      { numRuns: 5_000 },
    );
  });

  it('cover a pattern only if they match every text of it', () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        const claimed = covers(compile(outer), compile(inner));
        const true_ = texts.filter((t) => naive(inner, t)).every((t) => naive(outer, t));
        // The other way round texts of limited length prove nothing for patterns that need longer ones.
        if (claimed) expect(true_).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['*', 's3:*', true],
    ['*:*', '?*:?*', true],
    ['s3:*', 's3:Get*', true],
    ['s3:Get*', 's3:*', false],
    ['a*?', 'a?*', true],
    ['**', '*', true],
    ['a?', 'a*', false],
    ['a*b*c', 'a*c', false],
    ['a*c', 'a*b*c', true],
    ['', '', true],
    ['', '*', false],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(compile(outer), compile(inner))).toBe(expected);
  });

  it('overlap exactly if some text matches both', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(overlaps(compile(a), compile(b))).toBe(texts.some((t) => naive(a, t) && naive(b, t)));
        expect(overlaps(compile(a), compile(b))).toBe(overlaps(compile(b), compile(a)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('treat regular expressions as plain text', () => {
    expect(matches(compile('a.c'), 'abc')).toBe(false);
    expect(matches(compile('(a+)+$'), '(a+)+$')).toBe(true);
  });

  it('know policy variables and their escapes', () => {
    const home = compile('home/${aws:username}/*', { variables: true });
    expect(home.hasVariable).toBe(true);
    expect(matches(home, 'home/jo/file')).toBe(true);
    expect(matches(compile('${*}a${?}${$}', { variables: true }), '*a?$')).toBe(true);
    expect(matches(compile('${*}a', { variables: true }), 'xa')).toBe(false);
    expect(compile('home/${aws:username}').hasVariable).toBe(false);
    expect(matches(compile('${open', { variables: true }), '${open')).toBe(true);
    expect(matches(literal('*'), 'x')).toBe(false);
  });

  it('stay quick on hostile patterns', () => {
    const started = performance.now();
    const long = 'a'.repeat(2_000);
    expect(matches(compile('*a'.repeat(500) + 'b'), long)).toBe(false);
    expect(matches(compile('*a'.repeat(500_000) + 'b'), long)).toBe(false);
    expect(compile('${'.repeat(500_000), { variables: true }).hasVariable).toBe(false);
    expect(covers(compile('*a'.repeat(1_000) + 'b'), compile('a*'.repeat(1_000)))).toBe(false);
    expect(overlaps(compile('*a'.repeat(500_000)), compile('b*'.repeat(500_000)))).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
