import { parseFindingQuery } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { samplePolicies } from '../../test/sample-policies.js';
import { policiesOfControls } from './control-policies.js';
import { filterSql, isIndexed, narrowestPattern } from './filter-sql.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const tenantId = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
const sqlOf = (q: string, me?: string) =>
  filterSql(tenantId, parseFindingQuery(q).filter, { now, me, catalogue: { active: samplePolicies } });

describe('the SQL of a query', () => {
  it.each<[string, string, unknown[]]>([
    ['', '', []],
    ['severity:critical', ' and severity = $2::smallint', [4]],
    ['severity:critical,low', ' and severity = any($2::smallint[])', [[4, 1]]],
    ['-service:s3', ' and (service = $2::text) is not true', ['s3']],
    ['is:open,resolved', ' and status = any($2::text[])', [['open', 'resolved']]],
    ['is:reopened', ' and reopened', []],
    ['is:new', ' and opened_at >= $2::timestamptz', ['2026-02-22T12:00:00.000Z']],
    ['-is:assigned', ' and (assignee is not null) is not true', []],
    ['assignee:none,ana@example.com', ' and (assignee is null or assignee = $2::text)', ['ana@example.com']],
    ['is:mine', ' and (assignee = $2::text)', ['me@example.com']],
    [
      'opened:2026-02-01',
      ' and (opened_at >= $2::timestamptz and opened_at < $3::timestamptz)',
      ['2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
    ],
    ['-fixed:<7d', ' and ((resolved_at >= $2::timestamptz)) is not true', ['2026-02-22T12:00:00.000Z']],
    ['100%_of\\it', ' and case when search_text like $2::text then true else false end', ['%100\\%\\_of\\\\it%']],
    ['-text', ' and (case when search_text like $2::text then true else false end) is not true', ['%text%']],
    [
      'account:111122223333',
      ' and (aws_account_id = $2::text or account_id = any(array(select a.id from accounts a where a.tenant_id = $1::uuid and a.name_key = any($3::text[]))))',
      ['111122223333', ['111122223333']],
    ],
    [`account:${tenantId}`, ' and account_id = $2::uuid', [tenantId]],
    ['control:cis-aws-5.0/2.1.2', ' and policy_id = any($2::text[])', [['test-s3-bucket-versioned']]],
    ['cause:none', ' and cause_key = $2::text', ['']],
  ])('%j', (q, text, values) => {
    expect(sqlOf(q, 'Me@example.com')).toEqual({ text: `tenant_id = $1::uuid${text}`, values: [tenantId, ...values] });
  });

  it('finds nothing of somebody who is nobody', () => {
    expect(sqlOf('is:mine').text).toBe('tenant_id = $1::uuid and false');
  });

  it('never holds a word of the query', () => {
    const words = ['text', 'resource', 'account', '-cause', 'assignee', 'control', 'policy', '-region', 'kind'];
    const q = words.map((key) => `${key === 'text' ? '' : `${key}:`}"zzz' or 1=1--"`).join(' ');
    expect(sqlOf(q).text).not.toContain('zzz');
    expect(sqlOf(q).text).not.toContain('--');
  });

  it.each<[string, string | undefined]>([
    ['is:open', undefined],
    ['ab', undefined],
    ['abc longer', '%longer%'],
    ['resource:one,two', undefined],
    ['resource:arn:aws:s3:::reports x', '%arn:aws:s3:::reports%'],
    ['resource:a*bcd%', '%a%bcd\\%%'],
    ['-abcdef', undefined],
  ])('%j is looked up by %s', (q, pattern) => {
    expect(narrowestPattern(parseFindingQuery(q).filter)).toBe(pattern);
  });

  it.each([
    ['is:open severity:high account:1 -service:s3 is:overdue opened:<7d cause:x assignee:me', true],
    ['word', false],
    ['-word', false],
    ['-kind:aws.s3.bucket', false],
    ['is:reopened', false],
    ['fixed:<7d', false],
  ])('%j is told by an index: %s', (q, is) => {
    expect(isIndexed(parseFindingQuery(q).filter)).toBe(is);
  });
});

describe('the policies of a control', () => {
  const [first, second] = samplePolicies;
  if (!first || !second?.rows) throw new Error('There are samples, and the second one has a table.');
  const [row] = Object.keys(second.rows);
  const policies = [
    { ...first, controls: ['cis-aws-7.0/2.1.10'] as const },
    {
      ...second,
      controls: [],
      rows: { ...second.rows, [row ?? '']: { ...second.rows[row ?? ''], controls: ['fsbp/EC2.19'] } },
    },
  ] as unknown as typeof samplePolicies;

  it.each<[string, number, number]>([
    ['cis-aws-7.0/2.1.10', 1, 0],
    ['cis-aws-7.0/2.1', 1, 0],
    ['cis-aws-7.0/2.1.1', 0, 0],
    ['cis', 1, 0],
    ['fsbp/ec2.19', 0, 1],
    ['fsbp/ec2', 0, 1],
    ['fsbp', 0, 1],
    ['2.1.10', 0, 0],
  ])('%s', (control, whole, rows) => {
    const found = policiesOfControls(policies, [control]);
    expect([found.policyIds.length, found.rows.length]).toEqual([whole, rows]);
  });
});
