import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-versioned',
  title: text('S3 buckets keep versions of their objects', 'Buckets S3 guardam versões de seus objetos'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['versioning'],
  controls: ['fsbp/S3.14'],
  sameAs: ['prowler/s3_bucket_object_versioning', 'cloudsploit/bucketVersioning'],
  why: text(
    'Without versions, an overwritten or deleted object is gone, be it by mistake or by ransomware.',
    'Sem versões, um objeto sobrescrito ou excluído se perde, por engano ou por ransomware.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Properties.',
        'Abra o bucket {{name}} no console do S3, aba Propriedades.',
      ),
      text(
        'Enable Bucket Versioning, and add a lifecycle rule that expires old versions.',
        'Habilite o Versionamento do bucket e crie uma regra de ciclo de vida que expire versões antigas.',
      ),
    ],
    cli: 'aws s3api put-bucket-versioning --bucket {{name}} --versioning-configuration Status=Enabled',
    terraform: `resource "aws_s3_bucket_versioning" "this" {
  bucket = "{{name}}"
  versioning_configuration {
    status = "Enabled"
  }
}`,
  },
  check: ({ versioning: { status } }) =>
    passIf(
      [
        condition(status === 'Enabled', text('Versioning is on', 'O versionamento está ligado'), {
          path: 'versioning.status',
          actual: status,
          expected: 'Enabled',
        }),
      ],
      status === 'Suspended'
        ? text('Versioning is suspended.', 'O versionamento está suspenso.')
        : text('Versioning was never switched on.', 'O versionamento nunca foi ligado.'),
    ),
  examples: {
    'versions are kept': { outcome: 'pass' },
    'never switched on': { given: { versioning: { status: 'Never', mfaDelete: false } }, outcome: 'fail' },
    suspended: { given: { versioning: { status: 'Suspended', mfaDelete: false } }, outcome: 'fail' },
    'it could not be read': { given: { versioning: denied }, outcome: 'unknown' },
  },
});
