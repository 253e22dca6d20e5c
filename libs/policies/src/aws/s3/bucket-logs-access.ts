import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-logs-access',
  title: text('S3 buckets log who reads and writes them', 'Buckets S3 registram quem os lê e escreve'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['logging'],
  controls: ['fsbp/S3.9'],
  sameAs: ['prowler/s3_bucket_server_access_logging_enabled', 'cloudsploit/bucketLogging'],
  why: text(
    'After a leak nobody can tell which objects were read, when and by whom.',
    'Depois de um vazamento ninguém sabe quais objetos foram lidos, quando e por quem.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Properties.',
        'Abra o bucket {{name}} no console do S3, aba Propriedades.',
      ),
      text(
        'Edit Server access logging, enable it and choose another bucket of the same Region for the logs.',
        'Edite Registro de acesso ao servidor, habilite e escolha outro bucket da mesma região para os registros.',
      ),
    ],
    cli: `aws s3api put-bucket-logging --bucket {{name}} --bucket-logging-status '{"LoggingEnabled":{"TargetBucket":"LOG-BUCKET","TargetPrefix":"{{name}}/"}}'`,
    terraform: `resource "aws_s3_bucket_logging" "this" {
  bucket        = "{{name}}"
  target_bucket = "LOG-BUCKET"
  target_prefix = "{{name}}/"
}`,
  },
  check: ({ logging }) =>
    passIf(
      [
        condition(logging !== null, text('Access logs go to a bucket', 'Os registros de acesso vão para um bucket'), {
          path: 'logging.targetBucket',
          actual: logging?.targetBucket ?? null,
        }),
      ],
      text('Access is not logged.', 'O acesso não é registrado.'),
    ),
  examples: {
    'logs go to another bucket': { outcome: 'pass' },
    'no logs': { given: { logging: null }, outcome: 'fail' },
    'it could not be read': { given: { logging: denied }, outcome: 'unknown' },
  },
});
