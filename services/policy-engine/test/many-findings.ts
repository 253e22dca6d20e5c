/** Many findings at once, straight into the table: how they got there is what other tests are about. */
import type { EngineUnderTest } from './engine-under-test.js';

/** Findings 1…count. Of `i`: status by i % 4, severity by i % 5, service by i % 3, region and account by i % 2, policy by i % 7, due in the future but for i % 3 === 0, a cause each, nobody's. */
export async function insertFindings(
  engine: EngineUnderTest,
  tenantId: string,
  accounts: readonly [string, string],
  count: number,
): Promise<void> {
  for (let from = 1; from <= count; from += chunk)
    await engine.rows(insertion, tenantId, ...accounts, from, Math.min(count, from + chunk - 1));
}

const chunk = 2_000;
const insertion = `insert into findings (tenant_id, id, fingerprint, policy_id, discriminator, status, severity, reopened, resolution, account_id,
       aws_account_id, region, listed_in, service, resource_kind, resource_arn, resource_name, title, reason, conditions, subject,
       search_text, evidence_hash, content_hash, opened_at, open_since, changed_at, resolved_at, due_at, cause_key, cause_title)
     select $1::uuid, gen_random_uuid(), sha256(i::text::bytea), 'test-policy-' || i % 7, '',
       (array['open', 'open', 'resolved', 'excepted'])[i % 4 + 1], i % 5, i % 3 = 0, case when i % 4 = 2 then 'fixed' end,
       (array[$2::uuid, $3::uuid])[i % 2 + 1], '111122223333', (array['us-east-1', 'sa-east-1'])[i % 2 + 1], 'global',
       (array['s3', 'ec2', 'iam'])[i % 3 + 1], 'aws.s3.bucket', 'arn:aws:s3:::bucket-' || i, 'Bucket ' || i,
       '{"en":"T","pt":"T"}', '{"en":"R","pt":"R"}', '[]', '{"id":"x","base":{}}',
       'buckets keep versions and more' || chr(10) || 'arn:aws:s3:::bucket-' || i || chr(10) || 'bucket ' || i, '', '',
       now() - (i % 997) * interval '1 minute', now(), now() - (i % 701) * interval '1 hour', null,
       case when i % 3 > 0 then now() + (1 + i % 101) * interval '1 day' end, 'arn:aws:s3:::bucket-' || i || '#policy', '{"en":"C","pt":"C"}'
     from generate_series($4::int, $5::int) i`;
