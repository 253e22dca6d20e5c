import { S3Account, S3Bucket } from '@cspmexa/resources';
import { definePolicy, denied, sample, text } from '@cspmexa/policy-kit';
import { settingsByAccount } from '../indexes.js';
import { exposureNeeds, judgeAcl, judgePolicy } from './shared/public-exposure.js';

const noBlock = { publicAccessBlock: null };
const openAccount = sample(S3Account, { facets: noBlock });
const everyone = {
  type: 'Group',
  id: null,
  uri: 'http://acs.amazonaws.com/groups/global/AllUsers',
  emailAddress: null,
};
const anyAccount = { ...everyone, uri: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' };
const aclOf = (permission: string, grantee = everyone) => ({ ownerId: 'owner', grants: [{ grantee, permission }] });
const policyOf = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const readable = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::example-reports/*',
};
const open = { ...noBlock, ownership: 'ObjectWriter', policy: null } as const;

export default definePolicy({
  id: 'aws-s3-bucket-denies-public-access',
  title: text('S3 buckets let no stranger in', 'Buckets S3 não deixam estranhos entrar'),
  severity: 'critical',
  on: S3Bucket,
  needs: exposureNeeds,
  reads: { account: settingsByAccount },
  sameAs: ['prowler/s3_bucket_public_access'],
  why: text(
    'Anyone on the internet can take the data, or replace it with their own; scanners find an open bucket within hours.',
    'Qualquer pessoa na internet pode levar os dados ou trocá-los pelos seus; varredores acham um bucket aberto em horas.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions.',
        'Abra o bucket {{name}} no console do S3, aba Permissões.',
      ),
      text(
        'Turn on all four settings of Block public access.',
        'Ligue as quatro configurações de Bloquear acesso público.',
      ),
      text(
        'Take the grant to everyone out of the ACL or the policy; publish files through CloudFront instead.',
        'Tire a concessão a todos da ACL ou da política; publique arquivos pelo CloudFront.',
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
  rows: {
    'acl-read': {
      title: text('The ACL lets no stranger list or read', 'A ACL não deixa estranhos listar nem ler'),
      severity: 'critical',
      controls: ['fsbp/S3.2'],
      sameAs: ['prowler/s3_bucket_public_list_acl', 'cloudsploit/bucketAllUsersAcl'],
      by: 'acl',
      exposure: 'read',
    },
    'acl-write': {
      title: text('The ACL lets no stranger write', 'A ACL não deixa estranhos escrever'),
      severity: 'critical',
      controls: ['fsbp/S3.3'],
      sameAs: ['prowler/s3_bucket_public_write_acl', 'cloudsploit/bucketAllUsersAcl'],
      by: 'acl',
      exposure: 'write',
    },
    'policy-read': {
      title: text('The policy lets no stranger list or read', 'A política não deixa estranhos listar nem ler'),
      severity: 'critical',
      controls: ['cis-aws-7.0/2.21', 'fsbp/S3.2'],
      sameAs: ['cloudsploit/bucketAllUsersPolicy'],
      by: 'policy',
      exposure: 'read',
    },
    'policy-write': {
      title: text('The policy lets no stranger write', 'A política não deixa estranhos escrever'),
      severity: 'critical',
      controls: ['cis-aws-7.0/2.21', 'fsbp/S3.3'],
      sameAs: ['prowler/s3_bucket_policy_public_write_access', 'cloudsploit/bucketAllUsersPolicy'],
      by: 'policy',
      exposure: 'write',
    },
  },
  check: (facets, { resource, related, row }) => {
    const bucket = { resource, facets, account: related.account };
    return row.by === 'acl' ? judgeAcl(bucket, row.exposure) : judgePolicy(bucket, row.exposure);
  },
  examples: {
    'everything is blocked': { others: [sample(S3Account)], outcome: 'pass' },
    'a private bucket without any block': { given: open, others: [openAccount], outcome: 'pass', fails: [] },
    'everyone may list by ACL': {
      given: { ...open, acl: aclOf('READ') },
      others: [openAccount],
      outcome: 'fail',
      fails: ['acl-read'],
    },
    'every AWS account may write by ACL': {
      given: { ...open, acl: aclOf('WRITE', anyAccount) },
      others: [openAccount],
      outcome: 'fail',
      fails: ['acl-write'],
    },
    'full control for everyone, and ownership unset as in an old bucket': {
      given: { ...open, ownership: null, acl: aclOf('FULL_CONTROL') },
      others: [openAccount],
      outcome: 'fail',
      fails: ['acl-read', 'acl-write'],
    },
    'ACLs are switched off by ownership': {
      given: { ...open, ownership: 'BucketOwnerEnforced', acl: aclOf('FULL_CONTROL') },
      others: [openAccount],
      outcome: 'pass',
    },
    'the account ignores public ACLs': {
      given: { ...open, acl: aclOf('FULL_CONTROL') },
      others: [sample(S3Account)],
      outcome: 'pass',
    },
    'log delivery is a group too, but not the public': {
      given: { ...open, acl: aclOf('WRITE', { ...everyone, uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }) },
      others: [openAccount],
      outcome: 'pass',
    },
    'the policy denies what the ACL gives to strangers': {
      given: {
        ...open,
        acl: aclOf('READ'),
        policy: policyOf({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: ['arn:aws:s3:::example-reports', 'arn:aws:s3:::example-reports/*'],
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
        }),
      },
      others: [openAccount],
      outcome: 'pass',
    },
    'everyone may read by policy': {
      given: { ...open, policy: policyOf(readable) },
      others: [openAccount],
      outcome: 'fail',
      fails: ['policy-read'],
    },
    'everyone may write by policy': {
      given: { ...open, policy: policyOf({ ...readable, Principal: { AWS: ['*'] }, Action: ['s3:PutObject'] }) },
      others: [openAccount],
      outcome: 'fail',
      fails: ['policy-write'],
    },
    'everyone may do everything by policy': {
      given: {
        ...open,
        policy: policyOf({
          ...readable,
          Action: '*',
          Resource: ['arn:aws:s3:::example-reports', 'arn:aws:s3:::example-reports/*'],
        }),
      },
      others: [openAccount],
      outcome: 'fail',
      fails: ['policy-read', 'policy-write'],
    },
    'a condition holds everyone to one VPC endpoint': {
      given: {
        ...open,
        policy: policyOf({ ...readable, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }),
      },
      others: [openAccount],
      outcome: 'pass',
    },
    'the address range of the condition is the whole internet': {
      given: { ...open, policy: policyOf({ ...readable, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }) },
      others: [openAccount],
      outcome: 'fail',
      fails: ['policy-read'],
    },
    'the bucket restricts its public policy': {
      given: {
        ...open,
        policy: policyOf(readable),
        publicAccessBlock: {
          blockPublicAcls: false,
          ignorePublicAcls: false,
          blockPublicPolicy: false,
          restrictPublicBuckets: true,
        },
      },
      others: [openAccount],
      outcome: 'pass',
    },
    'new public policies are refused, but the old one stays': {
      given: {
        ...open,
        policy: policyOf(readable),
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: true,
          restrictPublicBuckets: false,
        },
      },
      others: [openAccount],
      outcome: 'fail',
      fails: ['policy-read'],
    },
    'the account is blocked, and nothing of the bucket could be read': {
      given: { acl: denied, ownership: denied, policy: denied, policyStatus: denied, publicAccessBlock: denied },
      others: [sample(S3Account)],
      outcome: 'pass',
    },
    'nothing of the bucket could be read': {
      given: { acl: denied, ownership: denied, policy: denied, policyStatus: denied, publicAccessBlock: denied },
      others: [openAccount],
      outcome: 'unknown',
    },
    'open by policy, but the account could not be read': {
      given: { ...open, policy: policyOf(readable) },
      others: [sample(S3Account, { facets: { publicAccessBlock: denied } })],
      outcome: 'unknown',
    },
    'private, though the account could not be listed': { given: open, unlisted: [S3Account], outcome: 'pass' },
    'the policy could not be read, and AWS says that it is not public': {
      given: { ...open, policy: denied, policyStatus: { isPublic: false } },
      others: [openAccount],
      outcome: 'pass',
    },
    'the policy could not be read, and AWS says that it is public': {
      given: { ...open, policy: denied, policyStatus: { isPublic: true } },
      others: [openAccount],
      outcome: 'unknown',
    },
    'open by ACL, and a policy that might deny it could not be read': {
      given: { ...open, acl: aclOf('READ'), policy: denied, policyStatus: null },
      others: [openAccount],
      outcome: 'unknown',
    },
  },
});
