import { describe, expect, it } from '@jest/globals';
import { parseFindingQuery } from '@cspmexa/contracts';
import { policyFindingsUrl } from './policy-findings.js';

const queryOf = (url: string): string => new URL(url, 'https://x').searchParams.get('q') ?? '';

describe('the findings behind a number', () => {
  it.each([
    [{ policyId: 'aws-s3-a' }, 'policy:aws-s3-a status:open,excepted'],
    [{ policyId: 'aws-s3-a', accountId: 'a-1' }, 'policy:aws-s3-a account:a-1 status:open,excepted'],
  ])('of %j are %s', (which, query) => {
    expect(queryOf(policyFindingsUrl(which))).toBe(query);
    expect(parseFindingQuery(query).problems).toEqual([]);
  });

  it('are asked for in quotes where an id is a strange one', () => {
    const { filter, problems } = parseFindingQuery(queryOf(policyFindingsUrl({ policyId: 'a "b" severity:low' })));
    expect([filter.any.policy, filter.any.severity, problems]).toEqual([['a "b" severity:low'], undefined, []]);
  });
});
