import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-name-has-no-dots',
  title: text('Names of S3 buckets have no dots', 'Nomes de buckets S3 não têm pontos'),
  severity: 'low',
  on: S3Bucket,
  needs: [],
  sameAs: ['cloudsploit/bucketDnsCompliantName'],
  why: text(
    "S3's certificate does not cover names with dots, so that clients fall back to plain HTTP or skip its check; such buckets cannot use transfer acceleration.",
    'O certificado do S3 não cobre nomes com pontos: clientes recorrem a HTTP simples ou ignoram a verificação; e tais buckets não usam aceleração.',
  ),
  fix: {
    steps: [
      text(
        'A bucket cannot be renamed. Make one without dots in its name, copy the objects, and delete {{name}}.',
        'Um bucket não pode ser renomeado. Crie um sem pontos no nome, copie os objetos e exclua {{name}}.',
      ),
    ],
    cli: 'aws s3 sync s3://{{name}} s3://NEW-BUCKET',
    terraform: `resource "aws_s3_bucket" "this" {
  bucket = "NEW-BUCKET"
}`,
  },
  check: (_, { base }) =>
    passIf(
      [
        condition(!base.name.includes('.'), text('The name has no dot', 'O nome não tem ponto'), {
          path: 'name',
          actual: base.name,
        }),
      ],
      text('The name of the bucket has a dot.', 'O nome do bucket tem um ponto.'),
    ),
  examples: {
    'without dots': { outcome: 'pass' },
    'with dots': { base: { name: 'www.example.com' }, outcome: 'fail' },
  },
});
