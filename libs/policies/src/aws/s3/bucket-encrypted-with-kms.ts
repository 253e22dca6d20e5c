import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

const rule = (algorithm: string) => ({ rules: [{ algorithm, kmsKeyId: null, bucketKey: true }] });

export default definePolicy({
  id: 'aws-s3-bucket-encrypted-with-kms',
  title: text('S3 buckets are encrypted with KMS keys', 'Buckets S3 são criptografados com chaves do KMS'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['encryption'],
  controls: ['fsbp/S3.17'],
  sameAs: ['prowler/s3_bucket_kms_encryption'],
  why: text(
    'With keys of S3 itself, whoever may read the bucket reads the data. A KMS key is a second lock, with its own policy, log and rotation.',
    'Com chaves do próprio S3, quem lê o bucket lê os dados. Uma chave do KMS é uma segunda tranca, com política, registro e rotação próprios.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Properties.',
        'Abra o bucket {{name}} no console do S3, aba Propriedades.',
      ),
      text(
        'Edit Default encryption, choose SSE-KMS with a key of yours and turn the bucket key on. Old objects keep their encryption.',
        'Edite Criptografia padrão, escolha SSE-KMS com uma chave sua e ligue a chave do bucket. Objetos antigos mantêm a criptografia.',
      ),
    ],
    cli: `aws s3api put-bucket-encryption --bucket {{name}} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY-ARN"},"BucketKeyEnabled":true}]}'`,
    terraform: `resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = "{{name}}"
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "KEY-ARN"
    }
  }
}`,
  },
  check: ({ encryption }) => {
    const algorithms = encryption?.rules.map(({ algorithm }) => algorithm) ?? [];
    return passIf(
      [
        condition(
          algorithms.some((algorithm) => algorithm.startsWith('aws:kms')),
          text('The default encryption uses KMS', 'A criptografia padrão usa o KMS'),
          { path: 'encryption.rules', actual: algorithms, expected: ['aws:kms'] },
        ),
      ],
      algorithms.length > 0
        ? text(
            `The default encryption is ${algorithms.join(', ')}.`,
            `A criptografia padrão é ${algorithms.join(', ')}.`,
          )
        : text('The bucket has no default encryption.', 'O bucket não tem criptografia padrão.'),
    );
  },
  examples: {
    'with KMS': { outcome: 'pass' },
    'with two layers of KMS': { given: { encryption: rule('aws:kms:dsse') }, outcome: 'pass' },
    'with keys of S3': { given: { encryption: rule('AES256') }, outcome: 'fail' },
    'without encryption': { given: { encryption: null }, outcome: 'fail' },
    'it could not be read': { given: { encryption: denied }, outcome: 'unknown' },
  },
});
