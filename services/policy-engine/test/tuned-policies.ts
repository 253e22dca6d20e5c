/** Policies with numbers that people tune: one that reads one resource, one with a table, and one that reads others. */
import {
  condition,
  definePolicy,
  indexOf,
  passIf,
  resourceOfSample,
  sample,
  text,
  type Policy,
} from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Ec2SecurityGroup, S3Bucket, type Resource } from '@cspmexa/resources';

const fix = { steps: [text('Keep {{maxAgeDays}} days.', 'Guarde {{maxAgeDays}} dias.')] };
const why = text('Because.', 'Porque.');

export const bucketIsYoung = definePolicy({
  id: 'test-s3-bucket-is-young',
  title: text('Buckets are at most {{maxAgeDays}} days old', 'Buckets têm no máximo {{maxAgeDays}} dias'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['versioning'],
  controls: ['cis-aws-7.0/3.1.2'],
  why,
  fix,
  parameters: {
    maxAgeDays: {
      title: text('Greatest age', 'Idade máxima'),
      unit: text('days', 'dias'),
      ...{ default: 90, min: 1, max: 3_650 },
    },
  },
  // Versioning is read so that it can be unknown.
  check: ({ versioning: { status } }, { base, now, parameters: { maxAgeDays } }) =>
    passIf(
      [
        condition(
          status === 'Enabled' && Date.parse(base.createdAt ?? '') > now.getTime() - maxAgeDays * 86_400_000,
          text(`It is at most ${maxAgeDays} days old`, `Tem no máximo ${maxAgeDays} dias`),
          { path: 'base.createdAt', actual: base.createdAt, expected: maxAgeDays },
        ),
      ],
      text('It is old.', 'É antigo.'),
    ),
  examples: {
    young: { base: { createdAt: '2026-01-01T00:00:00.000Z' }, outcome: 'pass' },
    old: { base: { createdAt: '2020-01-01T00:00:00.000Z' }, outcome: 'fail' },
  },
});

const interfacesByGroup = indexOf(Ec2NetworkInterface, { by: ({ securityGroupIds }) => securityGroupIds });

export const groupIsShared = definePolicy({
  id: 'test-ec2-group-is-shared',
  title: text('At least {{minUsers}} interfaces use a group', 'Ao menos {{minUsers}} interfaces usam um grupo'),
  severity: 'low',
  on: Ec2SecurityGroup,
  needs: [],
  reads: { interfaces: interfacesByGroup },
  why,
  fix,
  parameters: {
    minUsers: {
      title: text('Fewest interfaces', 'Mínimo de interfaces'),
      unit: text('interfaces', 'interfaces'),
      ...{ default: 1, min: 1, max: 9 },
    },
  },
  check: (_, { base, related, parameters: { minUsers } }) => {
    const users = related.interfaces.of(base.groupId).length;
    return passIf(
      [condition(users >= minUsers, text('It is shared', 'É compartilhado'), { actual: users, expected: minUsers })],
      text('It is not shared.', 'Não é compartilhado.'),
    );
  },
  examples: { used: { outcome: 'pass' }, unused: { outcome: 'fail' } },
});

export const tunedPolicies: readonly Policy[] = [bucketIsYoung, groupIsShared];

/** A bucket that was made so many days before the units are collected. */
export const bucketOfAge = (name: string, days: number, collectedAt: string): Resource =>
  resourceOfSample(
    sample(S3Bucket, {
      base: { name, createdAt: new Date(Date.parse(collectedAt) - days * 86_400_000).toISOString() },
      region: 'us-east-1',
      facets: { versioning: { status: 'Enabled', mfaDelete: false } },
    }),
  );
