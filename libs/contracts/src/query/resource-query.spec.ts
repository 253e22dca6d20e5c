import { describe, expect, it } from '@jest/globals';
import { ResourceQueryText } from './query-text.js';
import { parseResourceQuery, resourceQueryKeys } from './resource-query.js';

const nothing = { any: {}, none: {}, tags: [], is: [], isNot: [], text: [], notText: [] };

describe('a query over the inventory', () => {
  it.each([
    ['', {}],
    ['kind:aws.s3.bucket region:SA-east-1', { any: { kind: ['aws.s3.bucket'], region: ['sa-east-1'] } }],
    ['-service:iam', { none: { service: ['iam'] } }],
    ['tag:Env=Prod', { tags: [{ key: 'Env', value: 'Prod', negated: false }] }],
    ['-tag:env', { tags: [{ key: 'env', value: null, negated: true }] }],
    ['tag:a=b=c', { tags: [{ key: 'a', value: 'b=c', negated: false }] }],
    ['tag:env=', { tags: [{ key: 'env', value: '', negated: false }] }],
    ['tag:"cost centre=a b"', { tags: [{ key: 'cost centre', value: 'a b', negated: false }] }],
    ['is:deleted -is:unknown', { is: ['deleted'], isNot: ['unknown'] }],
    ['Reports -"old ones"', { text: ['reports'], notText: ['old ones'] }],
    ['arn:aws:s3:::Reports', { any: { arn: ['arn:aws:s3:::Reports'] } }],
    ['arn:arn:aws-cn:s3:::Reports,*logs*', { any: { arn: ['arn:aws-cn:s3:::Reports', '*logs*'] } }],
  ])('%j is understood', (query, expected) => {
    expect(parseResourceQuery(query)).toEqual({ filter: { ...nothing, ...expected }, problems: [] });
  });

  it.each([
    ['severity:high', 'unknown-key', resourceQueryKeys[0]],
    ['is:open', 'unknown-value', 'deleted'],
    ['tag:=x', 'unknown-value', 'tag:env'],
  ])('%j is not', (query, code, first) => {
    const { filter, problems } = parseResourceQuery(query);
    expect(filter).toEqual(nothing);
    expect(problems.map((problem) => [problem.code, problem.expected[0], problem.term])).toEqual([
      [code, first, query],
    ]);
    expect(ResourceQueryText.safeParse(query).success).toBe(false);
  });
});
