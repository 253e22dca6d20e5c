/** Small policies that stand for the shapes that there are: plain, with a table, and reading other resources. */
import { condition, definePolicy, indexOf, passIf, text, type Policy } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Ec2SecurityGroup, S3Bucket, type SecurityGroupRule } from '@cspmexa/resources';

const fix = { steps: [text('Repair {{name}}.', 'Corrija {{name}}.')], cli: 'aws repair --name {{name}} --arn {{arn}}' };
const why = text('Because.', 'Porque.');

export const bucketVersioned = definePolicy({
  id: 'test-s3-bucket-versioned',
  title: text('Buckets keep versions', 'Buckets guardam versões'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['versioning'],
  controls: ['cis-aws-5.0/2.1.2'],
  sameAs: ['prowler/s3_bucket_object_versioning'],
  why,
  fix,
  check: ({ versioning: { status } }) =>
    passIf(
      [
        condition(status === 'Enabled', text('Versioning is on', 'O versionamento está ativo'), {
          path: 'versioning',
          actual: status,
        }),
      ],
      text(`Versioning is ${status}.`, `O versionamento é ${status}.`),
    ),
  examples: {
    on: { outcome: 'pass' },
    off: { given: { versioning: { status: 'Never', mfaDelete: false } }, outcome: 'fail' },
  },
});

const opens = (rules: readonly SecurityGroupRule[], port: number | null): boolean =>
  rules.some(({ fromPort, ipv4 }) => fromPort === port && ipv4.includes('0.0.0.0/0'));

export const groupPorts = definePolicy({
  id: 'test-ec2-group-ports-closed',
  title: text('Ports are closed', 'Portas fechadas'),
  severity: 'high',
  on: Ec2SecurityGroup,
  needs: ['rules'],
  why,
  fix,
  rows: {
    all: { title: text('No port is open', 'Nenhuma porta aberta'), severity: 'critical', port: null },
    ssh: { title: text('SSH is closed', 'SSH fechado'), severity: 'high', port: 22, impliedBy: 'all' },
  },
  check: ({ rules }, { row }) =>
    passIf(
      [
        condition(!opens(rules.ingress, row.port), text('It is closed', 'Está fechada'), {
          path: 'rules',
          actual: row.port,
        }),
      ],
      text('It is open.', 'Está aberta.'),
    ),
  examples: { closed: { outcome: 'pass' }, open: { outcome: 'fail' } },
});

const interfacesByGroup = indexOf(Ec2NetworkInterface, { by: ({ securityGroupIds }) => securityGroupIds });

export const groupUsed = definePolicy({
  id: 'test-ec2-group-is-used',
  title: text('Groups are used', 'Grupos em uso'),
  severity: 'low',
  on: Ec2SecurityGroup,
  needs: [],
  reads: { interfaces: interfacesByGroup },
  why,
  fix,
  check: (_, { base, related }) => {
    const users = related.interfaces.of(base.groupId).map(({ base: { interfaceId } }) => interfaceId);
    return passIf(
      [condition(users.length > 0, text('An interface uses it', 'Uma interface o usa'), { actual: users })],
      text('Nothing uses it.', 'Nada o usa.'),
    );
  },
  examples: { used: { outcome: 'pass' }, unused: { outcome: 'fail' } },
});

const groupsByName = indexOf(Ec2SecurityGroup, { by: ({ groupName }) => groupName });

export const bucketHasGroup = definePolicy({
  id: 'test-s3-bucket-has-group',
  title: text('Every bucket has a group of its name', 'Todo bucket tem um grupo de mesmo nome'),
  severity: 'low',
  on: S3Bucket,
  needs: [],
  reads: { groups: groupsByName },
  why,
  fix,
  check: (_, { base, related }) =>
    passIf(
      [
        condition(related.groups.of(base.name).length > 0, text('There is a group', 'Há um grupo'), {
          actual: base.name,
        }),
      ],
      text('There is no group.', 'Não há grupo.'),
    ),
  examples: { there: { outcome: 'pass' }, missing: { outcome: 'fail' } },
});

export const samplePolicies: readonly Policy[] = [bucketVersioned, groupPorts, groupUsed, bucketHasGroup];
