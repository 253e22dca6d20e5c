import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-acls-disabled',
  title: text('S3 buckets have ACLs switched off', 'Buckets S3 têm as ACLs desligadas'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['ownership'],
  controls: ['fsbp/S3.12'],
  sameAs: ['prowler/s3_bucket_acl_prohibited'],
  why: text(
    'ACLs open single objects past the bucket policy, and objects that others upload do not belong to this account.',
    'ACLs abrem objetos avulsos à revelia da política do bucket, e objetos enviados por terceiros não pertencem a esta conta.',
  ),
  fix: {
    steps: [
      text(
        'Check that no access depends on ACLs, and move what does into the bucket policy.',
        'Verifique que nenhum acesso depende de ACLs e leve o que depender para a política do bucket.',
      ),
      text(
        'In the S3 console, bucket {{name}}, Permissions, Object Ownership: choose ACLs disabled.',
        'No console do S3, bucket {{name}}, Permissões, Propriedade de objetos: escolha ACLs desabilitadas.',
      ),
    ],
    cli: `aws s3api put-bucket-ownership-controls --bucket {{name}} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
    terraform: `resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = "{{name}}"
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}`,
  },
  check: ({ ownership }) =>
    passIf(
      [
        condition(
          ownership === 'BucketOwnerEnforced',
          text('Ownership switches ACLs off', 'A propriedade desliga as ACLs'),
          {
            path: 'ownership',
            actual: ownership,
            expected: 'BucketOwnerEnforced',
          },
        ),
      ],
      text(
        `Object ownership is ${ownership ?? 'not set'}: ACLs act.`,
        `A propriedade de objetos é ${ownership ?? 'indefinida'}: as ACLs valem.`,
      ),
    ),
  examples: {
    'the owner is enforced': { outcome: 'pass' },
    'the owner is preferred': { given: { ownership: 'BucketOwnerPreferred' }, outcome: 'fail' },
    'never set, as in old buckets': { given: { ownership: null }, outcome: 'fail' },
    'it could not be read': { given: { ownership: denied }, outcome: 'unknown' },
  },
});
