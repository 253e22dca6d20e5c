/** Findings that differ in everything a query can ask for, and a plain answer to which of them it finds. */
import {
  isAccount,
  isInTimes,
  isResource,
  newForDays,
  severityRank,
  type FindingFilter,
  type FindingFlag,
  type FindingKey,
} from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import type { Policy } from '@cspmexa/policy-kit';
import fc from 'fast-check';
import type { EngineUnderTest } from './engine-under-test.js';

const dayMs = 86_400_000;
export const now = new Date('2026-03-01T12:00:00.000Z');
export const me = 'ana@example.com';

export const accounts = [
  { id: newId(), awsAccountId: '111122223333', name: 'Produção' },
  { id: newId(), awsAccountId: '111199998888', name: 'dev, with "quotes"' },
  { id: newId(), awsAccountId: '444455556666', name: null },
] as const;

const time = (from: number, to: number) =>
  fc.integer({ min: from * 24, max: to * 24 }).map((hours) => new Date(now.getTime() + hours * 3_600_000));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 2 });

const arns = [
  'arn:aws:s3:::reports',
  'arn:aws:s3:::reports-2',
  'arn:aws:s3:::100%_of\\it',
  'arn:aws:iam::111122223333:role/Admin',
  'arn:aws:ec2:sa-east-1:111122223333:security-group/sg-1',
];

/** A finding as its row is. */
export const RandomFinding = fc.record({
  policy_id: fc.constantFrom(
    'test-s3-bucket-versioned',
    'test-ec2-group-ports-closed',
    'test-s3-bucket-has-group',
    'gone',
  ),
  discriminator: fc.constantFrom('', 'all', 'ssh'),
  status: fc.constantFrom('open', 'open', 'resolved', 'excepted'),
  severity: fc.constantFrom(4, 3, 2, 1, 0),
  reopened: fc.boolean(),
  account: fc.constantFrom(...accounts),
  region: fc.constantFrom('us-east-1', 'sa-east-1', 'global'),
  service: fc.constantFrom('s3', 'ec2', 'iam'),
  resource_kind: fc.constantFrom('aws.s3.bucket', 'aws.iam.role'),
  resource_arn: fc.constantFrom(...arns),
  resource_name: maybe(fc.constantFrom('reports', 'RELATÓRIOS', '100%_of\\it', 'a\nb')),
  title: fc.constantFrom(
    { en: 'Buckets keep versions', pt: 'Buckets guardam versões' },
    { en: '50% off', pt: 'É só metade' },
  ),
  assignee: maybe(fc.constantFrom(me, 'bia@example.com')),
  due_at: maybe(time(-20, 20)),
  cause: fc.constantFrom('', 'versioning', 'policy'),
  opened_at: time(-60, 0),
  changed_at: time(-60, 0),
  resolved_at: maybe(time(-60, 0)),
});
type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type RandomFinding = Drawn<typeof RandomFinding>;
export type KeptFinding = RandomFinding & { readonly id: string; readonly cause_key: string };

/** Puts findings into the table, as they are. */
export async function keepFindings(
  engine: EngineUnderTest,
  tenantId: string,
  findings: readonly RandomFinding[],
): Promise<KeptFinding[]> {
  for (const { id, awsAccountId, name } of accounts)
    await engine.rows(
      'insert into accounts (tenant_id, id, aws_account_id, name, name_key) values ($1::uuid, $2::uuid, $3, $4, $5)',
      ...[tenantId, id, awsAccountId, name, name?.toLowerCase() ?? null],
    );
  const kept = findings.map((finding) => ({
    ...finding,
    id: newId(),
    cause_key: finding.cause === '' ? '' : `${finding.resource_arn}#${finding.cause}`.toLowerCase(),
  }));
  const rows = kept.map(({ account, cause: _, ...finding }) => ({
    ...finding,
    account_id: account.id,
    aws_account_id: account.awsAccountId,
    search_text: searchText(finding),
  }));
  await engine.rows(
    `insert into findings (tenant_id, id, fingerprint, policy_id, discriminator, status, severity, reopened, account_id,
       aws_account_id, region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject,
       search_text, evidence_hash, content_hash, opened_at, open_since, changed_at, resolved_at, assignee, due_at, cause_key)
     select $1::uuid, id, sha256(id::text::bytea), policy_id, discriminator, status, severity, reopened, account_id, aws_account_id,
       region, region, service, resource_kind, resource_arn, resource_name, title, title, '[]', '{"id":"x","base":{}}', search_text,
       '', '', opened_at, opened_at, changed_at, resolved_at, assignee, due_at, cause_key
     from json_to_recordset($2::json) as n(id uuid, policy_id text, discriminator text, status text, severity int,
       reopened boolean, account_id uuid, aws_account_id text, region text, service text, resource_kind text, resource_arn text,
       resource_name text, title jsonb, search_text text, opened_at timestamptz, changed_at timestamptz, resolved_at timestamptz,
       assignee text, due_at timestamptz, cause_key text)`,
    tenantId,
    JSON.stringify(rows),
  );
  return kept;
}

const searchText = ({
  title,
  resource_arn,
  resource_name,
}: Pick<RandomFinding, 'title' | 'resource_arn' | 'resource_name'>) =>
  [title.en, title.pt, resource_arn, resource_name ?? ''].join('\n').toLowerCase();

const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;
const oneOf = (key: string, values: readonly string[]) =>
  fc
    .subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) })
    .map((some) => `${key}:${some.map(quote).join(',')}`);
const range = fc.oneof(
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: 0, max: 40 }))
    .map(([sign, days]) => `${sign}${days}d`),
  fc
    .tuple(fc.constantFrom('', '<', '<=', '>', '>='), time(-40, 10))
    .map(([sign, day]) => sign + day.toISOString().slice(0, 10)),
  fc.constant('2026-02-01..2026-02-14'),
);
const text = fc.constantFrom(
  'reports',
  'VERSÕES',
  '%',
  '_',
  '50% off',
  '\\',
  'arn:aws',
  'nowhere',
  'é só',
  '\0',
  '😀',
  "';drop",
  '\ud800',
);

const term = fc.oneof(
  oneOf('severity', Object.keys(severityRank)),
  oneOf('status', ['open', 'resolved', 'excepted']),
  oneOf('is', ['open', 'resolved', 'reopened', 'new', 'overdue', 'assigned', 'unassigned', 'mine']).map((one) => one),
  oneOf('service', ['s3', 'EC2', 'none']),
  oneOf('region', ['us-east-1', 'global']),
  oneOf('account', [
    ...accounts.map(({ id }) => id),
    '1111',
    '111122223333',
    '9',
    'PRODUÇÃO',
    'dev, with "quotes"',
    '%',
    'x'.repeat(200),
  ]),
  oneOf('policy', ['gone', 'test-s3-bucket-versioned', 'TEST-s3-bucket-has-group']),
  oneOf('kind', ['aws.s3.bucket', 'aws.iam.role']),
  oneOf('resource', [
    'reports',
    'relatórios',
    'r*ts',
    '*',
    '%',
    'arn:aws:s3:::reports',
    'arn:aws:*:role/admin',
    'arn:aws:s3:::r*',
    'a\nb',
    '_of\\',
  ]),
  oneOf('control', ['cis-aws-5.0/2.1.2', 'cis', 'fsbp', 'cis-aws-5.0/2.1', 'nothing', 'cis-aws-5.0/2.1.']),
  oneOf('assignee', ['none', 'me', 'BIA@example.com', 'nobody@example.com']),
  oneOf('cause', ['none', 'arn:aws:s3:::reports#policy', 'other']),
  fc.tuple(fc.constantFrom('opened', 'changed', 'fixed', 'due'), range).map(([key, value]) => `${key}:${value}`),
  text.map(quote),
);

/** Queries of a few terms, some of them negated. */
export const RandomQuery = fc
  .array(fc.tuple(fc.boolean(), fc.boolean(), term), { maxLength: 4 })
  .map((terms) => terms.map(([no, really, one]) => (no && really ? `-${one}` : one)).join(' '));

/** Whether a filter finds a finding, told without SQL. */
export function finds(filter: FindingFilter, finding: KeptFinding, policies: readonly Policy[]): boolean {
  const is = (flag: FindingFlag): boolean => {
    switch (flag) {
      case 'new':
        return finding.opened_at.getTime() >= now.getTime() - newForDays * dayMs;
      case 'overdue':
        return finding.status === 'open' && finding.due_at !== null && finding.due_at < now;
      case 'assigned':
        return finding.assignee !== null;
      case 'unassigned':
        return finding.assignee === null;
      case 'mine':
        return finding.assignee === me;
      case 'reopened':
        return finding.reopened;
      default:
        return finding.status === flag;
    }
  };
  const has = (key: FindingKey, value: string): boolean => {
    const { account } = finding;
    switch (key) {
      case 'severity':
        return Object.entries(severityRank).some(([name, rank]) => name === value && rank === finding.severity);
      case 'account':
        return isAccount(value, {
          accountId: account.id,
          awsAccountId: account.awsAccountId,
          accountName: account.name,
        });
      case 'resource':
        return isResource(value, { resourceArn: finding.resource_arn, resourceName: finding.resource_name });
      case 'control':
        return (policies.find(({ id }) => id === finding.policy_id)?.controls ?? []).some((control) => {
          const [framework = '', number = ''] = control.toLowerCase().split('/');
          const [wanted = '', part] = value.split('/');
          return part === undefined
            ? framework.startsWith(wanted)
            : framework === wanted && `${number}.`.startsWith(`${part}.`);
        });
      case 'assignee':
        return value === 'none' ? finding.assignee === null : finding.assignee === (value === 'me' ? me : value);
      case 'cause':
        return finding.cause_key === (value === 'none' ? '' : value);
      default:
        return (
          {
            status: finding.status,
            service: finding.service,
            region: finding.region,
            policy: finding.policy_id,
            kind: finding.resource_kind,
          }[key] === value
        );
    }
  };
  const times = {
    opened: finding.opened_at,
    changed: finding.changed_at,
    fixed: finding.resolved_at,
    due: finding.due_at,
  };
  const words = searchText(finding);
  // The keys of a list by key are keys.
  const lists = (of: FindingFilter['any']) => Object.entries(of) as [FindingKey, readonly string[]][];
  return (
    lists(filter.any).every(([key, values]) => values.some((value) => has(key, value))) &&
    lists(filter.none).every(([key, values]) => !values.some((value) => has(key, value))) &&
    filter.is.every(is) &&
    !filter.isNot.some(is) &&
    filter.times.every(({ time: which, range: within, negated }) => isInTimes(within, times[which], now) !== negated) &&
    filter.text.every((word) => words.includes(word)) &&
    !filter.notText.some((word) => words.includes(word))
  );
}
