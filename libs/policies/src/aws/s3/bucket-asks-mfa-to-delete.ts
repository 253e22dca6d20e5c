import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-asks-mfa-to-delete',
  title: text('S3 buckets ask for MFA to delete versions', 'Buckets S3 exigem MFA para excluir versões'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['versioning'],
  controls: ['cis-aws-5.0/2.1.2', 'cis-aws-7.0/3.1.2', 'fsbp/S3.20'],
  sameAs: ['prowler/s3_bucket_no_mfa_delete', 'cloudsploit/bucketMFADeleteEnabled'],
  why: text(
    'A stolen key is enough to delete every version of the data for good. With MFA delete it also takes the root user’s device.',
    'Uma chave roubada basta para excluir de vez todas as versões dos dados. Com MFA delete é preciso também o dispositivo do root.',
  ),
  fix: {
    steps: [
      text(
        'Only the root user can switch it on, and only by the command line or the API.',
        'Só o usuário root pode ligar, e só pela linha de comando ou pela API.',
      ),
      text(
        'A bucket with lifecycle rules cannot have it: choose object lock there, and record an exception here.',
        'Um bucket com regras de ciclo de vida não pode tê-lo: use object lock e registre aqui uma exceção.',
      ),
    ],
    cli: `aws s3api put-bucket-versioning --bucket {{name}} --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "arn:aws:iam::{{accountId}}:mfa/root-account-mfa-device 123456"`,
  },
  check: ({ versioning: { status, mfaDelete } }) =>
    passIf(
      [
        condition(mfaDelete && status === 'Enabled', text('MFA delete is on', 'MFA delete está ligado'), {
          path: 'versioning',
          actual: { status, mfaDelete },
          expected: { status: 'Enabled', mfaDelete: true },
        }),
      ],
      text('Versions can be deleted without MFA.', 'Versões podem ser excluídas sem MFA.'),
    ),
  examples: {
    'MFA is asked': { outcome: 'pass' },
    'versions without MFA': { given: { versioning: { status: 'Enabled', mfaDelete: false } }, outcome: 'fail' },
    'no versions at all': { given: { versioning: { status: 'Never', mfaDelete: false } }, outcome: 'fail' },
    'it could not be read': { given: { versioning: denied }, outcome: 'unknown' },
  },
});
