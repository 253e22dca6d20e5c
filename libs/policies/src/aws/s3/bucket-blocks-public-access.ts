import { S3Account, S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, text } from '@cspmexa/policy-kit';
import { settingsByAccount } from '../indexes.js';
import { levelOf, switches } from './shared/public-access-block.js';

const openAccount = sample(S3Account, { facets: { publicAccessBlock: null } });
const half = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false };
const otherHalf = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

// A switch of the account acts on each of its buckets, so either level is enough (CIS says so; AWS's own S3.8 looks at the bucket alone).
export default definePolicy({
  id: 'aws-s3-bucket-blocks-public-access',
  title: text('Public access to S3 buckets is blocked', 'O acesso público a buckets S3 está bloqueado'),
  severity: 'high',
  on: S3Bucket,
  needs: ['publicAccessBlock'],
  reads: { account: settingsByAccount },
  controls: ['cis-aws-5.0/2.1.4', 'cis-aws-7.0/3.1.4', 'fsbp/S3.8'],
  sameAs: ['prowler/s3_bucket_level_public_access_block', 'cloudsploit/bucketPublicAccessBlock'],
  why: text(
    'Nothing but care stands between this bucket and the internet: the next wrong ACL or policy makes it public.',
    'Só o cuidado separa este bucket da internet: a próxima ACL ou política errada o torna público.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions.',
        'Abra o bucket {{name}} no console do S3, aba Permissões.',
      ),
      text(
        'Edit Block public access and turn on Block all public access.',
        'Edite Bloquear acesso público e ligue o bloqueio de todo o acesso.',
      ),
    ],
    cli: `aws s3api put-public-access-block --bucket {{name}} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    terraform: `resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = "{{name}}"
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}`,
  },
  check: (facets, { resource, related }) => {
    const levels = switches.map((name) => ({
      name,
      level: levelOf(name, { resource, facets, account: related.account }),
    }));
    const off = levels.filter(({ level }) => level === null).map(({ name }) => name);
    return passIf(
      levels.map(({ name, level }) =>
        condition(
          level !== null,
          text(`${name} is on for the bucket or the account`, `${name} está ligado no bucket ou na conta`),
          {
            path: `publicAccessBlock.${name}`,
            actual: level ?? 'off',
          },
        ),
      ),
      text(
        `Off at the bucket and at the account: ${off.join(', ')}.`,
        `Desligado no bucket e na conta: ${off.join(', ')}.`,
      ),
    );
  },
  examples: {
    'the bucket blocks everything': { others: [openAccount], outcome: 'pass' },
    'the account blocks everything': {
      given: { publicAccessBlock: null },
      others: [sample(S3Account)],
      outcome: 'pass',
    },
    'neither blocks': { given: { publicAccessBlock: null }, others: [openAccount], outcome: 'fail' },
    'a part is off at both': { given: { publicAccessBlock: half }, others: [openAccount], outcome: 'fail' },
    'bucket and account together block everything': {
      given: { publicAccessBlock: half },
      others: [sample(S3Account, { facets: { publicAccessBlock: otherHalf } })],
      outcome: 'pass',
    },
    'the bucket could not be read, and the account blocks everything': {
      given: { publicAccessBlock: denied },
      others: [sample(S3Account)],
      outcome: 'pass',
    },
    'the bucket could not be read, and the account does not block': {
      given: { publicAccessBlock: denied },
      others: [openAccount],
      outcome: 'unknown',
    },
    'the account could not be read, and the bucket does not block': {
      given: { publicAccessBlock: null },
      others: [sample(S3Account, { facets: { publicAccessBlock: denied } })],
      outcome: 'unknown',
    },
    'the account was not collected': { given: { publicAccessBlock: null }, outcome: 'unknown' },
  },
});
