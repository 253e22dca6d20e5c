/** What seeds share: instants relative to now, planted problems, bucket policies. */
import type { Planted } from '../account.js';
import type { Place } from '../make/place.js';
import type { AccountState } from '../state.js';

const DAY_MS = 86_400_000;

/** A seed at work: the account, its clock, and what was planted so far. */
export interface Seeding {
  account: AccountState;
  now: Date;
  planted: Planted[];
}

/** The instant that many days before now. */
export function daysAgo({ now }: Seeding, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** A region of the account, for resources made that many days ago. */
export function placeOf(seeding: Seeding, region: string, days: number): Place {
  return { account: seeding.account, region, at: daysAgo(seeding, days) };
}

/** Notes a misconfiguration. */
export function plant({ planted }: Seeding, resourceArn: string, problem: Problem): void {
  planted.push({ resourceArn, problem });
}

/** Every kind of misconfiguration that the seeds plant. */
export type Problem =
  | 'access-analyzer-missing'
  | 'access-key-old'
  | 'access-key-unused'
  | 'account-public-access-block-missing'
  | 'bucket-allows-http'
  | 'bucket-logging-off'
  | 'bucket-public-access-block-missing'
  | 'bucket-public-by-acl'
  | 'bucket-public-by-policy'
  | 'bucket-versioning-off'
  | 'certificate-expired'
  | 'default-group-has-rules'
  | 'ebs-encryption-default-off'
  | 'flow-logs-missing'
  | 'group-open-all-ports'
  | 'group-open-mysql'
  | 'group-open-rdp'
  | 'group-open-ssh'
  | 'group-unused'
  | 'image-public'
  | 'instance-allows-imdsv1'
  | 'instance-exposed'
  | 'instance-user-data-secret'
  | 'network-acl-open-admin-ports'
  | 'password-policy-weak'
  | 'policy-full-admin'
  | 'role-cross-account-without-external-id'
  | 'role-trusts-everybody'
  | 'root-without-hardware-mfa'
  | 'snapshot-block-public-access-off'
  | 'snapshot-public'
  | 'subnet-assigns-public-ip'
  | 'user-admin-policy'
  | 'user-password-unused'
  | 'user-policy-attached-directly'
  | 'user-wildcard-inline-policy'
  | 'user-without-mfa'
  | 'volume-unencrypted';

/** A bucket policy that refuses requests without TLS, with further statements. */
export function tlsOnlyPolicy(bucket: string, ...more: readonly object[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyInsecureTransport',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      ...more,
    ],
  });
}

/** A statement that lets everybody read a bucket's objects. */
export function publicRead(bucket: string): object {
  return {
    Sid: 'PublicRead',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  };
}
