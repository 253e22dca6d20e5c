import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

const rule = { id: 'old', enabled: true, expires: true, transitions: false, noncurrent: false, abortsUploads: false };

export default definePolicy({
  id: 'aws-s3-bucket-has-lifecycle',
  title: text('S3 buckets have lifecycle rules', 'Buckets S3 têm regras de ciclo de vida'),
  severity: 'low',
  on: S3Bucket,
  needs: ['lifecycle'],
  controls: ['fsbp/S3.13'],
  sameAs: ['prowler/s3_bucket_lifecycle_enabled', 'cloudsploit/bucketLifecycleConfiguration'],
  why: text(
    'Data that nobody needs any more stays for ever: it costs money, and it leaks with the rest.',
    'Dados de que ninguém mais precisa ficam para sempre: custam dinheiro e vazam junto com o resto.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Management.',
        'Abra o bucket {{name}} no console do S3, aba Gerenciamento.',
      ),
      text(
        'Create a lifecycle rule that moves or expires objects by age.',
        'Crie uma regra de ciclo de vida que mova ou expire objetos conforme a idade.',
      ),
    ],
    cli: `aws s3api put-bucket-lifecycle-configuration --bucket {{name}} --lifecycle-configuration '{"Rules":[{"ID":"tidy","Status":"Enabled","Filter":{},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7},"NoncurrentVersionExpiration":{"NoncurrentDays":90}}]}'`,
    terraform: `resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = "{{name}}"
  rule {
    id     = "tidy"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}`,
  },
  check: ({ lifecycle }) =>
    passIf(
      [
        condition(
          lifecycle.some(({ enabled }) => enabled),
          text('A lifecycle rule is enabled', 'Uma regra de ciclo de vida está habilitada'),
          { path: 'lifecycle', actual: lifecycle.map(({ id, enabled }) => ({ id, enabled })) },
        ),
      ],
      lifecycle.length > 0
        ? text('All lifecycle rules are disabled.', 'Todas as regras de ciclo de vida estão desabilitadas.')
        : text('The bucket has no lifecycle rule.', 'O bucket não tem regra de ciclo de vida.'),
    ),
  examples: {
    'a rule is enabled': { outcome: 'pass' },
    'no rule': { given: { lifecycle: [] }, outcome: 'fail' },
    'the only rule is disabled': { given: { lifecycle: [{ ...rule, enabled: false }] }, outcome: 'fail' },
    'it could not be read': { given: { lifecycle: denied }, outcome: 'unknown' },
  },
});
