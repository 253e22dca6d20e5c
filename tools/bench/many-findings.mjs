/** A policy engine over a database of its own, in which many findings were put by SQL. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../run.mjs';
import { benchTenant, issuer } from './platform.mjs';

// What is measured is the work, and not who gives up first on a machine that is busy.
process.env.DATABASE_WAIT_MS ??= '20000';

const built = (name) => import(path.join(root, name));

/** Findings $2…$3 of tenant $1: four of each resource, forty accounts, a hundred and twenty policies, one in four somebody's. */
const insertion = `
  insert into findings (tenant_id, id, fingerprint, policy_id, discriminator, status, severity, reopened, resolution, account_id,
    aws_account_id, region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject,
    search_text, evidence_hash, content_hash, opened_at, open_since, changed_at, resolved_at, assignee, due_at, cause_key, cause_title)
  select $1::uuid, uuidv7(), sha256(i::text::bytea), 'aws-policy-' || i * 7919 % 120, '',
    (array['open', 'open', 'open', 'resolved', 'excepted'])[i % 5 + 1], i * 7919 % 120 % 5, i % 11 = 0,
    case when i % 5 = 3 then 'fixed' end, ('00000000-0000-4000-8000-' || lpad((r % 40)::text, 12, '0'))::uuid,
    lpad((111100000000 + r % 40)::text, 12, '0'), (array['us-east-1', 'sa-east-1', 'eu-west-1', 'us-west-2', 'global'])[r % 5 + 1],
    'global', (array['s3', 'ec2', 'iam'])[r % 3 + 1], 'aws.s3.bucket', 'arn:aws:s3:::company-bucket-' || r, 'bucket-' || r,
    '{"en": "S3 buckets refuse unencrypted requests", "pt": "Buckets S3 recusam requisições sem criptografia"}',
    '{"en": "No statement denies plain HTTP.", "pt": "Nenhuma declaração nega HTTP simples."}',
    jsonb_build_array(jsonb_build_object('says', '{"en": "A statement denies it", "pt": "Uma declaração o nega"}'::jsonb,
      'path', 'policy', 'actual', repeat('x', 300), 'holds', false)),
    '{"id": "x", "base": {}}', 's3 buckets refuse unencrypted requests' || chr(10) || 'buckets s3 recusam requisições sem criptografia'
      || chr(10) || 'arn:aws:s3:::company-bucket-' || r || chr(10) || 'bucket-' || r, '', '',
    now() - (i % 997) * interval '1 hour', now() - (i % 997) * interval '1 hour', now() - (i % 701) * interval '1 hour',
    case when i % 5 = 3 then now() - (i % 301) * interval '1 hour' end, case when i % 4 = 0 then 'person' || i % 20 || '@example.com' end,
    case when i % 5 <> 3 and i % 3 > 0 then now() + (i % 200 - 20) * interval '1 day' end,
    'arn:aws:s3:::company-bucket-' || r || '#policy', '{"en": "The policy", "pt": "A política"}'
  from (select i, i / 4 as r from generate_series($2::int, $3::int) i) as n`;

/** Starts it. `headers()` are those of an administrator; `query` asks the database as the owner of its tables. */
export async function startWithFindings(findings) {
  const platform = await built('libs/platform/dist/index.js');
  const { InProcessCarrier, subscriptions } = await built('libs/messaging/dist/index.js');
  const judging = await built('services/policy-engine/dist/index.js');
  const { Client } = (await import('pg')).default;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-bench-'));
  const ends = [() => fs.rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const postgres = await platform.startPostgres({ directory: path.join(folder, 'postgres') });
    ends.push(() => postgres.stop());
    const url = platform.withDatabase(`${postgres.url}/postgres`, { database: 'bench', schema: 'policy_engine' });
    await platform.createDatabase(url);
    await platform.migrate({ url, directory: judging.policyEngineMigrations });
    const database = new Client({ connectionString: url.replace(/\?.*/, '') });
    await database.connect();
    ends.push(() => database.end());
    await database.query('set search_path to policy_engine, public');
    await putFindings(database, findings);

    const tokens = await issuer(platform);
    ends.push(tokens.close);
    const logger = platform.createLogger({ name: 'bench', level: 'error' });
    const own = { 'policy-engine': subscriptions['policy-engine'] };
    const carrier = new InProcessCarrier({ logger, subscriptions: own });
    ends.push(() => carrier.close());
    const snapshots = path.join(folder, 'snapshots');
    fs.mkdirSync(snapshots);
    const settings = { ...tokens.settings, DATABASE_URL: url, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' };
    const engine = await judging.startPolicyEngine(
      judging.policyEngineConfig.parse({ ...settings, SNAPSHOT_STORE: `file://${snapshots}` }),
      { carrier, logger },
    );
    ends.push(() => engine.stop());
    const query = (...given) => database.query(...given);
    return { url: engine.url, headers: tokens.headers, query, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function putFindings(database, findings) {
  const chunk = 10_000;
  for (let from = 1; from <= findings; from += chunk)
    await database.query(insertion, [benchTenant, from, Math.min(findings, from + chunk - 1)]);
  await database.query('vacuum analyze findings');
}
