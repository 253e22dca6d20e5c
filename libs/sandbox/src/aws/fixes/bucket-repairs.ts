import type { SandboxAccount } from '../account.js';
import { cannedAcl } from '../s3/access.js';
import { tlsOnlyPolicy, type Problem } from '../seeds/seeding.js';
import type { ArnParts, Repair } from './fix.js';
import type { BucketConfiguration } from '../s3/state.js';
import { rememberFields } from './undo.js';

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const rememberPart =
  (part: keyof BucketConfiguration): Repair['remember'] =>
  ({ state }, { name }) =>
    rememberFields(state.s3.buckets.get(name)?.configuration, part);

/** Calls an operation on a bucket in the bucket's own region. */
function onBucket(account: SandboxAccount, { name }: ArnParts, action: string, input: object = {}): void {
  account.invoke('s3', action, { Bucket: name, ...input }, account.state.s3.buckets.get(name)?.region);
}

/** The bucket's policy without the statements that let everybody in, and with one that refuses plain HTTP. */
function closedPolicy({ state }: SandboxAccount, { name }: ArnParts): string {
  const current = state.s3.buckets.get(name)?.configuration.policy;
  const parsed: unknown = current === undefined ? undefined : JSON.parse(current);
  const statements: unknown =
    typeof parsed === 'object' && parsed !== null && 'Statement' in parsed ? parsed.Statement : [];
  const kept = (Array.isArray(statements) ? statements : [statements]).filter(
    (statement: object) =>
      !('Sid' in statement && ['PublicRead', 'DenyInsecureTransport'].includes(String(statement.Sid))),
  );
  return tlsOnlyPolicy(name, ...(kept as object[])); // statements of a policy that was checked when it was put
}

/** Repairs of S3's problems. */
export const bucketRepairs: Partial<Record<Problem, Repair>> = {
  'account-public-access-block-missing': {
    title: () => ({
      en: 'Block public access to S3 for the whole account',
      pt: 'Bloquear o acesso público ao S3 em toda a conta',
    }),
    remember: ({ state }) => rememberFields(state.s3, 'publicAccessBlock'),
    apply: (account) =>
      void account.invoke('s3-control', 'PutPublicAccessBlock', { PublicAccessBlockConfiguration: ALL_BLOCKED }),
  },
  'bucket-public-access-block-missing': {
    title: (name) => ({ en: `Block public access to ${name}`, pt: `Bloquear o acesso público a ${name}` }),
    remember: rememberPart('publicAccessBlock'),
    apply: (account, bucket) =>
      onBucket(account, bucket, 'PutPublicAccessBlock', { PublicAccessBlockConfiguration: ALL_BLOCKED }),
  },
  'bucket-public-by-policy': {
    title: (name) => ({
      en: `Remove the public statement from the policy of ${name}`,
      pt: `Remover a permissão pública da política de ${name}`,
    }),
    remember: rememberPart('policy'),
    apply: (account, bucket) => onBucket(account, bucket, 'PutBucketPolicy', { Policy: closedPolicy(account, bucket) }),
  },
  'bucket-public-by-acl': {
    title: (name) => ({ en: `Make the ACL of ${name} private`, pt: `Tornar privada a ACL de ${name}` }),
    remember: rememberPart('acl'),
    apply: (account, bucket) => {
      const { ownerId } = account.state.s3;
      onBucket(account, bucket, 'PutBucketAcl', { AccessControlPolicy: cannedAcl('private', ownerId) });
    },
  },
  'bucket-allows-http': {
    title: (name) => ({ en: `Refuse requests without TLS to ${name}`, pt: `Recusar requisições sem TLS a ${name}` }),
    remember: rememberPart('policy'),
    apply: (account, bucket) => onBucket(account, bucket, 'PutBucketPolicy', { Policy: closedPolicy(account, bucket) }),
  },
  'bucket-versioning-off': {
    title: (name) => ({ en: `Keep versions of the objects in ${name}`, pt: `Guardar versões dos objetos de ${name}` }),
    remember: rememberPart('versioning'),
    apply: (account, bucket) =>
      onBucket(account, bucket, 'PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } }),
  },
  'bucket-logging-off': {
    title: (name) => ({ en: `Log the requests to ${name}`, pt: `Registrar as requisições a ${name}` }),
    remember: rememberPart('logging'),
    apply: (account, bucket) =>
      onBucket(account, bucket, 'PutBucketLogging', {
        BucketLoggingStatus: {
          LoggingEnabled: { TargetBucket: `${bucket.name}-logs`, TargetPrefix: `${bucket.name}/` },
        },
      }),
  },
};
