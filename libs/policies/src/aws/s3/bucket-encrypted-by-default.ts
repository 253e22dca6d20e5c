import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-encrypted-by-default',
  title: text('S3 buckets encrypt new objects by default', 'Buckets S3 criptografam objetos novos por padrão'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['encryption'],
  sameAs: ['prowler/s3_bucket_default_encryption', 'cloudsploit/bucketEncryption'],
  why: text(
    'Objects that arrive without encryption are readable to whoever gets at the storage below.',
    'Objetos que chegam sem criptografia podem ser lidos por quem alcança o armazenamento por baixo.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Properties.',
        'Abra o bucket {{name}} no console do S3, aba Propriedades.',
      ),
      text(
        'Edit Default encryption and choose SSE-S3 or SSE-KMS.',
        'Edite Criptografia padrão e escolha SSE-S3 ou SSE-KMS.',
      ),
    ],
    cli: `aws s3api put-bucket-encryption --bucket {{name}} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'`,
    terraform: `resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = "{{name}}"
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}`,
  },
  check: ({ encryption }) =>
    passIf(
      [
        condition(
          (encryption?.rules.length ?? 0) > 0,
          text('A default encryption is set', 'Há uma criptografia padrão'),
          {
            path: 'encryption.rules',
            actual: encryption?.rules.map(({ algorithm }) => algorithm) ?? null,
          },
        ),
      ],
      text('The bucket has no default encryption.', 'O bucket não tem criptografia padrão.'),
    ),
  examples: {
    'with a KMS key': { outcome: 'pass' },
    'with keys of S3': {
      given: { encryption: { rules: [{ algorithm: 'AES256', kmsKeyId: null, bucketKey: false }] } },
      outcome: 'pass',
    },
    'without encryption': { given: { encryption: null }, outcome: 'fail' },
    'with no rule': { given: { encryption: { rules: [] } }, outcome: 'fail' },
    'it could not be read': { given: { encryption: denied }, outcome: 'unknown' },
  },
});
