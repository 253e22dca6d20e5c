import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, skip, text } from '@cspmexa/policy-kit';

const unversioned = { status: 'Never', mfaDelete: false } as const;
const disabled = {
  id: 'old',
  enabled: false,
  expires: true,
  transitions: false,
  noncurrent: true,
  abortsUploads: false,
};

export default definePolicy({
  id: 'aws-s3-versioned-bucket-has-lifecycle',
  title: text('S3 buckets with versions have lifecycle rules', 'Buckets S3 com versões têm regras de ciclo de vida'),
  severity: 'low',
  on: S3Bucket,
  needs: ['versioning', 'lifecycle'],
  controls: ['fsbp/S3.10'],
  sameAs: ['cloudsploit/versionedBucketsLC'],
  why: text(
    'Every overwrite and every delete adds a version that stays for ever: cost grows unseen, and deleted data is not gone.',
    'Cada sobrescrita e cada exclusão soma uma versão que fica para sempre: o custo cresce sem ser visto e o dado excluído não some.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Management.',
        'Abra o bucket {{name}} no console do S3, aba Gerenciamento.',
      ),
      text(
        'Create a lifecycle rule that expires noncurrent versions.',
        'Crie uma regra de ciclo de vida que expire as versões não atuais.',
      ),
    ],
    cli: `aws s3api put-bucket-lifecycle-configuration --bucket {{name}} --lifecycle-configuration '{"Rules":[{"ID":"old-versions","Status":"Enabled","Filter":{},"NoncurrentVersionExpiration":{"NoncurrentDays":90}}]}'`,
    terraform: `resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = "{{name}}"
  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}`,
  },
  check: (facets) => {
    if (facets.versioning.status !== 'Enabled')
      return skip(text('The bucket keeps no versions.', 'O bucket não guarda versões.'));
    const { lifecycle } = facets;
    return passIf(
      [
        condition(
          lifecycle.some(({ enabled }) => enabled),
          text('A lifecycle rule is enabled', 'Uma regra de ciclo de vida está habilitada'),
          { path: 'lifecycle', actual: lifecycle.map(({ id, enabled, noncurrent }) => ({ id, enabled, noncurrent })) },
        ),
      ],
      text(
        'Versions are kept, and no lifecycle rule is enabled.',
        'Versões são guardadas e nenhuma regra de ciclo de vida está habilitada.',
      ),
    );
  },
  examples: {
    'versions and a rule': { outcome: 'pass' },
    'versions without a rule': { given: { lifecycle: [] }, outcome: 'fail' },
    'versions with a disabled rule': { given: { lifecycle: [disabled] }, outcome: 'fail' },
    'no versions': { given: { versioning: unversioned, lifecycle: [] }, outcome: 'skip' },
    'rules could not be read': { given: { lifecycle: denied }, outcome: 'unknown' },
    'no versions, and rules could not be read': {
      given: { versioning: unversioned, lifecycle: denied },
      outcome: 'skip',
    },
  },
});
