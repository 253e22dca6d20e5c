import { S3Account } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { switches } from './shared/public-access-block.js';

// CIS asks for a block of every bucket at either level, so its control stands on the policy about buckets.
export default definePolicy({
  id: 'aws-s3-account-blocks-public-access',
  title: text('The account blocks public access to S3', 'A conta bloqueia o acesso público ao S3'),
  severity: 'high',
  on: S3Account,
  needs: ['publicAccessBlock'],
  controls: ['fsbp/S3.1'],
  sameAs: ['prowler/s3_account_level_public_access_blocks'],
  why: text(
    'Without the block of the whole account, one wrong ACL or policy makes a bucket public, and new buckets start without this net.',
    'Sem o bloqueio da conta inteira, uma ACL ou política errada torna um bucket público, e buckets novos nascem sem essa rede.',
  ),
  fix: {
    steps: [
      text(
        'Open the S3 console, Block Public Access settings for this account.',
        'Abra no console do S3 as configurações de bloqueio desta conta.',
      ),
      text(
        'Check that no bucket is public on purpose, then turn on Block all public access.',
        'Verifique que nenhum bucket é público de propósito e ligue Bloquear todo o acesso público.',
      ),
    ],
    cli: `aws s3control put-public-access-block --account-id {{accountId}} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    terraform: `resource "aws_s3_account_public_access_block" "this" {
  account_id              = "{{accountId}}"
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}`,
  },
  check: ({ publicAccessBlock }) => {
    const off = switches.filter((name) => !publicAccessBlock?.[name]);
    return passIf(
      switches.map((name) =>
        condition(!off.includes(name), text(`${name} is on`, `${name} está ligado`), {
          path: `publicAccessBlock.${name}`,
          actual: publicAccessBlock?.[name] ?? null,
          expected: true,
        }),
      ),
      publicAccessBlock === null
        ? text('The account has no public access block.', 'A conta não tem bloqueio de acesso público.')
        : text(`Switched off: ${off.join(', ')}.`, `Desligado: ${off.join(', ')}.`),
    );
  },
  examples: {
    'all four are on': { outcome: 'pass' },
    'never configured': { given: { publicAccessBlock: null }, outcome: 'fail' },
    'one is off': {
      given: {
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: false,
          restrictPublicBuckets: true,
        },
      },
      outcome: 'fail',
    },
    'it could not be read': { given: { publicAccessBlock: denied }, outcome: 'unknown' },
  },
});
