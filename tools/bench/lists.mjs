/** Lists of findings, and compliance, asked of a policy engine over a database of its own in which many were put by SQL. */
import path from 'node:path';
import { root } from '../run.mjs';
import { startWithFindings } from './many-findings.mjs';
import { benchTenant } from './platform.mjs';

/** Times that each list is asked for. */
const rounds = 9;

/** Forty accounts, and what each policy of $2, by the rows of its table, found there: of IAM and S3 in one region, of others in four. */
const accounts = `
  insert into accounts (tenant_id, id, aws_account_id, name, name_key)
  select $1::uuid, ('00000000-0000-4000-8000-' || lpad(a::text, 12, '0'))::uuid, (111100000000 + a)::text, 'Account ' || a, 'account ' || a
  from generate_series(0, 39) a`;
const tallies = `
  insert into tallies (tenant_id, account_id, service, region, policy_id, discriminator, severity, pass, fail, unknown, reasons)
  select $1::uuid, a.id, service, region, policy, row, 2, 7, n % 3, case when n % 17 = 0 then 1 else 0 end, '[]'
  from accounts a, unnest(array['us-east-1', 'sa-east-1', 'eu-west-1', 'us-west-2']) region,
    rows from (jsonb_to_recordset($2::jsonb) as (policy text, service text, row text)) with ordinality as p(policy, service, row, n)
  where a.tenant_id = $1::uuid and (region = 'us-east-1' or service not in ('iam', 's3'))`;

const sorts = ['-severity', 'severity', '-openedAt', 'openedAt', '-changedAt', 'changedAt', 'dueAt'];
const groupings = ['policy', 'resource', 'account', 'service', 'region', 'severity', 'assignee', 'cause'];

/** The lists that are asked for: what they are called, and their addresses. */
function listsOf(findings) {
  const filters = [
    ['status', 'is:open'],
    ['severity', 'severity:critical'],
    ['service', 'service:s3'],
    ['region', 'region:sa-east-1'],
    ['account', 'account:111100000007'],
    ['policy', 'policy:aws-policy-7'],
    ['somebody', 'assignee:person4@example.com'],
    ['nobody', 'is:unassigned'],
    ['overdue', 'is:overdue'],
    ['new', 'is:new'],
    ['several', 'is:open severity:critical,high service:s3'],
    ['all but', '-region:global -severity:info'],
    ['a resource', 'resource:arn:aws:s3:::company-bucket-777'],
    ['a cause', 'cause:"arn:aws:s3:::company-bucket-777#policy"'],
    ['a text of few', 'bucket-777'],
    ['a text of all', 'unencrypted'],
    ['a text of none', 'there-is-no-such-thing'],
    ['a short text', 's3'],
    ['all but a text', '-bucket-777'],
    ['a part of a name', 'resource:bucket-77*'],
    ['a control', 'control:cis-aws-7.0'],
  ];
  const at = (route, query) => `/v1/${route}?${new URLSearchParams(query)}`;
  return [
    ...sorts.map((sort) => [`by ${sort}`, at('findings', { sort })]),
    ...sorts.map((sort) => [`open, by ${sort}`, at('findings', { sort, q: 'is:open' })]),
    ...filters.map(([name, q]) => [`of ${name}`, at('findings', { q })]),
    ...['-severity', '-openedAt', 'dueAt'].map((sort) => [
      `the last page, by ${sort}`,
      at('findings', { sort, skip: Math.max(0, findings - 50) }),
    ]),
    ...groupings.map((by) => [`groups of a ${by}`, at('finding-groups', { by })]),
    ...groupings.map((by) => [`groups of a ${by}, open`, at('finding-groups', { by, q: 'is:open' })]),
    ['menus', at('finding-facets', {})],
    ['menus, open', at('finding-facets', { q: 'is:open' })],
    ['menus, several', at('finding-facets', { q: 'is:open severity:critical service:s3' })],
    ['menus, somebody', at('finding-facets', { q: 'assignee:person4@example.com' })],
    ['overview', '/v1/overview'],
    ['compliance', '/v1/compliance'],
    ['compliance, a framework', '/v1/compliance/cis-aws-7.0'],
  ];
}

/** Milliseconds that each list takes over HTTP, in a table: the least, the median and the most of nine times. */
export async function measureLists(findings) {
  const engine = await startWithFindings(findings);
  try {
    await putTallies(engine);
    const headers = await engine.headers();
    const table = {};
    for (const [name, address] of listsOf(findings)) table[name] = await timesOf(`${engine.url}${address}`, headers);
    for (const q of ['is:open', 'unencrypted']) {
      const first = `${engine.url}/v1/findings?${new URLSearchParams({ q })}`;
      const { next } = await (await fetch(first, { headers })).json();
      table[`the next page of ${q}`] = await timesOf(`${first}&cursor=${next}`, headers);
    }
    return table;
  } finally {
    await engine.stop();
  }
}

async function putTallies({ query }) {
  const { policyList } = await import(path.join(root, 'libs/policies/dist/index.js'));
  const rows = policyList.flatMap(({ id, rows: table = { '': {} } }) =>
    Object.keys(table).map((row) => ({ policy: id, service: id.split('-')[1], row })),
  );
  await query(accounts, [benchTenant]);
  await query(tallies, [benchTenant, JSON.stringify(rows)]);
  await query('vacuum analyze tallies, accounts');
}

async function timesOf(address, headers) {
  const times = [];
  let found;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const response = await fetch(address, { headers });
    const answer = await response.json();
    times.push(performance.now() - started);
    if (!response.ok) throw new Error(`${address} is answered with ${response.status}.`);
    found = answer.total;
  }
  times.sort((a, b) => a - b);
  const [min, median, max] = [0, Math.floor(rounds / 2), rounds - 1].map((at) => Number(times[at].toFixed(1)));
  return { found, min, median, max };
}
