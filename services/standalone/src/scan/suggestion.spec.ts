import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance, suggestion } from './suggestion.js';

describe('what someone may have meant', () => {
  it.each([
    ['s4', ' Did you mean s3?'],
    ['EC2', ' Did you mean ec2?'],
    ['aim', ' Did you mean iam?'],
    ['lambda', ' There are s3, ec2, iam.'],
  ])('%s', (given, says) => expect(suggestion(given, ['s3', 'ec2', 'iam'])).toBe(says));

  it('says nothing when there are too many to list, or none', () => {
    expect(
      suggestion(
        'x',
        Array.from({ length: 13 }, (_, index) => `policy-number-${index}`),
      ),
    ).toBe('');
    expect(suggestion('x', [])).toBe('');
  });

  it('counts changes the same in both directions, and none only for equal words', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const changes = distance(a, b);
        return changes === distance(b, a) && (changes === 0) === (a === b) && changes <= Math.max(a.length, b.length);
      }),
    );
  });
});
