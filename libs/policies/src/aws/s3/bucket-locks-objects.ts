import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-locks-objects',
  title: text('S3 buckets have object lock', 'Buckets S3 têm bloqueio de objetos'),
  severity: 'low',
  on: S3Bucket,
  needs: ['objectLock'],
  controls: ['fsbp/S3.15'],
  sameAs: ['prowler/s3_bucket_object_lock'],
  why: text(
    'Without object lock, whoever has the permissions can delete backups and records before their time.',
    'Sem o bloqueio de objetos, quem tem as permissões pode excluir backups e registros antes da hora.',
  ),
  fix: {
    steps: [
      text(
        'Switch on versioning, then in the S3 console, bucket {{name}}, Properties, enable Object Lock.',
        'Ligue o versionamento e, no console do S3, bucket {{name}}, Propriedades, habilite o Bloqueio de objetos.',
      ),
      text(
        'Set a default retention that fits the data. It cannot be switched off again.',
        'Defina uma retenção padrão adequada aos dados. Não é possível desligá-lo depois.',
      ),
    ],
    cli: `aws s3api put-object-lock-configuration --bucket {{name}} --object-lock-configuration '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":30}}}'`,
    terraform: `resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = "{{name}}"
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 30
    }
  }
}`,
  },
  check: ({ objectLock }) =>
    passIf(
      [
        condition(objectLock?.enabled === true, text('Object lock is on', 'O bloqueio de objetos está ligado'), {
          path: 'objectLock',
          actual: objectLock,
        }),
      ],
      text('Object lock is off.', 'O bloqueio de objetos está desligado.'),
    ),
  examples: {
    'objects are locked': { outcome: 'pass' },
    'enabled without a default retention': { given: { objectLock: { enabled: true, mode: null } }, outcome: 'pass' },
    'never configured': { given: { objectLock: null }, outcome: 'fail' },
    'it could not be read': { given: { objectLock: denied }, outcome: 'unknown' },
  },
});
