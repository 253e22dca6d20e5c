import { describe, expect, it } from '@jest/globals';
import { mostOpen, OpenGroups, withToggled, writtenKey } from './open-groups.js';

const arn = (n: number): string => `arn:aws:iam::111122223333:role/a,b "c"/${n}`;

describe('open groups in the address', () => {
  it.each(['aws-s3-bucket-not-public', 's3', 'ana@example.com', 'f0000000-0000-4000-8000-000000000001'])(
    'write %s as it is',
    (key) => expect(writtenKey(key)).toBe(key),
  );

  it.each(['', arn(1), 'x'.repeat(2_000), '.', 'São Paulo'])('write %j in few plain signs', (key) => {
    const written = writtenKey(key);
    expect(written).toMatch(/^\.[0-9a-z]{1,11}$/);
    expect(OpenGroups.parse(written)).toEqual([written]);
  });

  it('tell 20,000 names from one another', () => {
    expect(new Set(Array.from({ length: 20_000 }, (_, n) => writtenKey(arn(n)))).size).toBe(20_000);
  });

  it('open and close', () => {
    const open = withToggled(withToggled([], 's3'), arn(1));
    expect(open).toEqual(['s3', writtenKey(arn(1))]);
    expect(withToggled(open, 's3')).toEqual([writtenKey(arn(1))]);
  });

  it('close the one that was opened first where there are too many', () => {
    const keys = Array.from({ length: mostOpen + 1 }, (_, n) => `group-${n}`);
    const open = keys.reduce<string[]>(withToggled, []);
    expect(open).toEqual(keys.slice(1));
    expect(OpenGroups.safeParse(open.join(',')).success).toBe(true);
    expect(OpenGroups.safeParse(keys.join(',')).success).toBe(false);
  });

  it.each(['a b', '<img>', '..', '-', 'x'.repeat(65)])('are not %j', (written) =>
    expect(OpenGroups.safeParse(written).success).toBe(false),
  );
});
