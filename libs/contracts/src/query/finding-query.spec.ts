import { describe, expect, it } from '@jest/globals';
import {
  findingFlags,
  findingQueryKeys,
  isAccount,
  isInTimes,
  isLike,
  isResource,
  matchesFinding,
  parseFindingQuery,
  unfitForAlerts,
  type MatchedFinding,
} from './finding-query.js';
import { AlertQueryText, FindingQueryText, longestQuery, problemSentence } from './query-text.js';

const nothing = { any: {}, none: {}, is: [], isNot: [], times: [], text: [], notText: [] };
const filterOf = (query: string) => parseFindingQuery(query).filter;
const codesOf = (query: string) => parseFindingQuery(query).problems.map(({ code, term }) => `${code} ${term}`);

describe('a query over findings', () => {
  it.each([
    ['', {}],
    ['severity:critical,HIGH', { any: { severity: ['critical', 'high'] } }],
    ['severity:critical severity:high', { any: { severity: ['critical', 'high'] } }],
    ['service:S3 -account:123', { any: { service: ['s3'] }, none: { account: ['123'] } }],
    ['is:open', { any: { status: ['open'] } }],
    ['is:open,excepted', { any: { status: ['open', 'excepted'] } }],
    ['-is:resolved', { none: { status: ['resolved'] } }],
    ['is:Reopened -is:new', { is: ['reopened'], isNot: ['new'] }],
    ['is:mine is:overdue', { is: ['mine', 'overdue'] }],
    ['public -"for a reason"', { text: ['public'], notText: ['for a reason'] }],
    ['assignee:Me', { any: { assignee: ['me'] } }],
    ['resource:"arn:aws:s3:::A"', { any: { resource: ['arn:aws:s3:::a'] } }],
    ['opened:<7d', { times: [{ time: 'opened', range: { from: { days: 7 }, to: null }, negated: false }] }],
    ['due:<7d', { times: [{ time: 'due', range: { from: null, to: { days: -7 } }, negated: false }] }],
    [
      '-fixed:2026-01-01',
      { times: [{ time: 'fixed', range: { from: { day: '2026-01-01' }, to: { day: '2026-01-02' } }, negated: true }] },
    ],
  ])('%j is understood', (query, expected) => {
    expect(parseFindingQuery(query)).toEqual({ filter: { ...nothing, ...expected }, problems: [] });
  });

  it.each([
    ['severty:high', ['unknown-key severty:high']],
    ['arn:aws:s3:::x', ['unknown-key arn:aws:s3:::x']],
    ['toString:x', ['unknown-key toString:x']],
    ['severity:deadly', ['unknown-value severity:deadly']],
    ['severity:critical,deadly', ['unknown-value severity:critical,deadly']],
    ['status:closed', ['unknown-value status:closed']],
    ['is:open is:late', ['unknown-value is:late']],
    ['opened:soon', ['unknown-value opened:soon']],
    ['severity: is:open', ['no-value severity:']],
  ])('%j is understood but for that', (query, expected) => {
    expect(codesOf(query)).toEqual(expected);
  });

  it('leaves what it does not understand out of the filter, and says what may stand there', () => {
    const { filter, problems } = parseFindingQuery('is:open severity:deadly severty:high is:late');
    expect(filter).toEqual({ ...nothing, any: { status: ['open'] } });
    expect(problems.map(({ expected }) => expected[0])).toEqual(['critical', 'severity', findingFlags[0]]);
  });

  it('is understood under every key that is offered', () => {
    const values: Readonly<Record<string, string>> = { severity: 'high', status: 'open', is: 'new' };
    for (const key of findingQueryKeys) {
      const isTime = ['opened', 'changed', 'fixed', 'due'].includes(key);
      expect(codesOf(`${key}:${values[key] ?? (isTime ? '<7d' : 'x')}`)).toEqual([]);
    }
  });

  it('has a sentence for each problem, and a length', () => {
    const [first] = parseFindingQuery('severity:deadly').problems;
    expect(first && problemSentence(first)).toBe(
      'There is no such value: severity:deadly. Use one of: critical, high, medium, low, info.',
    );
    expect(FindingQueryText.parse('  is:open ')).toBe('is:open');
    expect(FindingQueryText.safeParse('nope:x').error?.issues[0]?.message).toContain('There is no such key: nope:x.');
    expect(FindingQueryText.safeParse('x'.repeat(longestQuery + 1)).success).toBe(false);
    expect(FindingQueryText.safeParse('"x').success).toBe(false);
  });
});

const finding: MatchedFinding = {
  severity: 'high',
  service: 's3',
  region: 'sa-east-1',
  accountId: 'a0000000-0000-4000-8000-000000000001',
  awsAccountId: '111122223333',
  accountName: 'Produção',
  policyId: 'aws-s3-bucket-denies-http',
  resourceArn: 'arn:aws:s3:::Reports-2026',
  resourceName: 'Reports-2026',
  title: { en: 'S3 buckets refuse unencrypted requests', pt: 'Buckets S3 recusam requisições' },
  reopened: true,
};

describe('a finding that has just opened', () => {
  it.each([
    ['', true],
    ['is:open', true],
    ['-is:open', false],
    ['is:resolved', false],
    ['status:open,resolved', true],
    ['severity:critical,high', true],
    ['severity:critical', false],
    ['-severity:low', true],
    ['-severity:high', false],
    ['account:1111', true],
    ['account:produção', true],
    ['account:prod', false],
    ['account:2222', false],
    ['account:a0000000-0000-4000-8000-000000000001', true],
    ['resource:reports', true],
    ['resource:rep*26', true],
    ['resource:26*rep', false],
    ['resource:"arn:aws:s3:::reports-2026"', true],
    ['resource:"arn:aws:s3:::reports"', false],
    ['resource:"arn:aws:s3:::rep*"', true],
    ['resource:"arn:*:::*2026"', true],
    ['is:reopened', true],
    ['-is:reopened', false],
    ['unencrypted', true],
    ['requisições', true],
    ['"refuse unencrypted"', true],
    ['unencrypted nothing', false],
    ['-unencrypted', false],
    ['policy:AWS-S3-bucket-denies-http service:s3 region:sa-east-1', true],
  ])('%j: %s', (query, expected) => {
    expect(matchesFinding(filterOf(query), finding)).toBe(expected);
  });

  it.each([
    ['severity:high is:open is:reopened -account:1 text', []],
    ['is:overdue assignee:me control:cis opened:<7d', ['assignee', 'control', 'is:overdue', 'opened']],
    ['-kind:x cause:y -is:new', ['cause', 'kind', 'is:new']],
  ])('is asked for by an alert rule with %j but for %j', (query, unfit) => {
    expect(unfitForAlerts(filterOf(query))).toEqual(unfit);
    expect(AlertQueryText.safeParse(query).success).toBe(unfit.length === 0);
  });

  it('has no name of its account, or of its resource', () => {
    const bare = { ...finding, accountName: null, resourceName: null };
    expect(isAccount('', bare)).toBe(false);
    expect(isAccount('produção', bare)).toBe(false);
    expect(isResource('reports', bare)).toBe(true);
  });
});

describe('a star', () => {
  it.each([
    ['a*c', 'xabcx', true],
    ['a*b*c', 'acb', false],
    ['*', '', true],
    ['**', 'x', true],
    ['ab', 'xaby', true],
    ['a*a', 'a', false],
    ['%', 'a', false],
  ])('%s in %j: %s', (pattern, name, expected) => {
    expect(isLike(pattern, name)).toBe(expected);
  });

  it('stands for anything in a whole ARN, without using a letter twice', () => {
    const arn = { resourceArn: 'arn:aws:s3:::aba', resourceName: null };
    expect(isResource('arn:aws:s3:::ab*ba', arn)).toBe(false);
    expect(isResource('arn:aws:s3:::ab*a', arn)).toBe(true);
    expect(isResource('arn:aws:s3:::ab', arn)).toBe(false);
    expect(isResource('arn:*', arn)).toBe(true);
  });
});

it.each(['word', '-word', 'resource:*a*', 'resource:part'])('holds ten of %s and no more', (term) => {
  const ten = Array.from({ length: 10 }, (_, index) => `${term}${index}`);
  expect(codesOf(ten.join(' '))).toEqual([]);
  expect(codesOf([...ten, `${term}10`].join(' '))).toEqual([`too-many ${term}10`]);
});

it('holds as many whole ARNs as there is room for, each once', () => {
  const arns = Array.from({ length: 40 }, (_, index) => `"arn:aws:s3:::b${index}"`);
  const { filter, problems } = parseFindingQuery(`resource:${[...arns, ...arns].join(',')}`);
  expect([filter.any.resource?.length, problems]).toEqual([40, []]);
});

it('finds nothing by a time that there is none of', () => {
  const [time] = filterOf('due:<7d').times;
  expect(time && isInTimes(time.range, null, new Date())).toBe(false);
});
