import { S3Bucket } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, pass, passIf, sample, text } from '@cspmexa/policy-kit';
import { bucketsByName } from '../indexes.js';

const says = text(
  'An enabled rule copies objects to another Region',
  'Uma regra habilitada copia objetos para outra região',
);
const target = (region: string) => sample(S3Bucket, { base: { name: 'example-reports-dr' }, region });

export default definePolicy({
  id: 'aws-s3-bucket-replicated-to-another-region',
  title: text('S3 buckets are replicated to another Region', 'Buckets S3 são replicados para outra região'),
  severity: 'low',
  on: S3Bucket,
  needs: ['replication'],
  reads: { buckets: bucketsByName },
  controls: ['fsbp/S3.7'],
  sameAs: ['prowler/s3_bucket_cross_region_replication'],
  why: text(
    'The data lives in one Region only: if that is lost or wiped, so is the data.',
    'Os dados vivem em uma só região: se ela se perde ou é apagada, os dados vão junto.',
  ),
  fix: {
    steps: [
      text('Make a bucket with versioning in another Region.', 'Crie um bucket com versionamento em outra região.'),
      text(
        'In the S3 console, bucket {{name}}, Management, create a replication rule with it as destination.',
        'No console do S3, bucket {{name}}, Gerenciamento, crie uma regra de replicação com ele como destino.',
      ),
    ],
    cli: 'aws s3api put-bucket-replication --bucket {{name}} --replication-configuration file://replication.json',
    terraform: `resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = "{{name}}"
  role   = "REPLICATION-ROLE-ARN"
  rule {
    id     = "dr"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket = "DESTINATION-BUCKET-ARN"
    }
  }
}`,
  },
  check: ({ replication }, { resource, related }) => {
    const enabled = (replication?.rules ?? []).filter((rule) => rule.enabled);
    if (enabled.length === 0)
      return passIf(
        [condition(false, says, { path: 'replication.rules', actual: replication?.rules ?? null })],
        text('No replication rule is enabled.', 'Nenhuma regra de replicação está habilitada.'),
      );
    const destinations = enabled.map(({ id, destination }) => {
      const bucket = related.buckets.of(destination.split(':').at(-1))[0];
      return { id, destination, region: bucket?.resource.region ?? null };
    });
    const away = destinations.filter(({ region }) => region !== null && region !== resource.region);
    if (away.length > 0) return pass(condition(true, says, { path: 'replication.rules', actual: away }));
    const foreign = destinations.find(({ region }) => region === null);
    if (foreign)
      return cannotTell(
        text(
          `The destination ${foreign.destination} is not in this account, so its Region cannot be told.`,
          `O destino ${foreign.destination} não está nesta conta, e não há como saber sua região.`,
        ),
      );
    return passIf(
      [condition(false, says, { path: 'replication.rules', actual: destinations })],
      text(`All copies stay in ${resource.region}.`, `Todas as cópias ficam em ${resource.region}.`),
    );
  },
  examples: {
    'to another Region': { others: [target('us-east-1')], outcome: 'pass' },
    'to the same Region': { others: [target('sa-east-1')], outcome: 'fail' },
    'no replication': { given: { replication: null }, outcome: 'fail' },
    'the only rule is disabled': {
      given: { replication: { rules: [{ id: 'dr', enabled: false, destination: 'arn:aws:s3:::example-reports-dr' }] } },
      others: [target('us-east-1')],
      outcome: 'fail',
    },
    'to a bucket of another account': { outcome: 'unknown' },
    'it could not be read': { given: { replication: denied }, outcome: 'unknown' },
  },
});
