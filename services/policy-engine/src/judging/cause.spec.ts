import { describe, expect, it } from '@jest/globals';
import { causeOf } from './cause.js';

const verdict = {
  policyId: 'aws-s3-bucket-denies-http',
  resourceArn: 'arn:aws:s3:::Reports',
  resourceName: null,
  title: { en: 'Buckets refuse HTTP', pt: 'Buckets recusam HTTP' },
};
const conditions = (...paths: (string | null)[]) => [
  { path: 'tags', holds: true },
  ...paths.map((path) => ({ path, holds: false })),
];

describe('a cause', () => {
  it.each<[(string | null)[], string, string]>([
    [['publicAccessBlock.blockPublicAcls', 'policy'], 'publicaccessblock', 'Reports: public access block'],
    [['rules[0].ports'], 'rules', 'Reports: rules'],
    [['policy'], 'policy', 'Reports: policy'],
  ])('of %j is the first part that fails', (paths, part, title) => {
    expect(causeOf({ ...verdict, conditions: conditions(...paths) })).toEqual({
      key: `arn:aws:s3:::reports#${part}`,
      title: { en: title, pt: title },
    });
  });

  it.each([[conditions(null)], [conditions()], [[]]])('is the policy itself where no part is named: %j', (given) => {
    expect(causeOf({ ...verdict, conditions: given })).toEqual({
      key: 'arn:aws:s3:::reports#aws-s3-bucket-denies-http',
      title: verdict.title,
    });
  });

  it('fits into an index, and stays another one', () => {
    const long = (end: string) =>
      causeOf({ ...verdict, resourceArn: `arn:${'x'.repeat(2_000)}${end}`, conditions: conditions('policy') }).key;
    expect(long('a').length).toBeLessThanOrEqual(400);
    expect(long('a')).not.toBe(long('b'));
  });
});
