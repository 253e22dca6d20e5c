import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-has-tags',
  title: text('S3 buckets have tags', 'Buckets S3 têm tags'),
  severity: 'low',
  on: S3Bucket,
  needs: ['tags'],
  sameAs: ['cloudsploit/s3BucketHasTags'],
  why: text(
    'Nobody knows whose bucket it is and what data it holds, so nobody fixes or deletes it.',
    'Ninguém sabe de quem é o bucket e que dados guarda; por isso ninguém o corrige nem o exclui.',
  ),
  fix: {
    steps: [
      text(
        'In the S3 console, bucket {{name}}, Properties, add tags for its owner and the class of its data.',
        'No console do S3, bucket {{name}}, Propriedades, adicione tags com o dono e a classe dos dados.',
      ),
    ],
    cli: `aws s3api put-bucket-tagging --bucket {{name}} --tagging 'TagSet=[{Key=owner,Value=TEAM}]'`,
    terraform: `resource "aws_s3_bucket" "this" {
  bucket = "{{name}}"
  tags = {
    owner = "TEAM"
  }
}`,
  },
  check: ({ tags }) => {
    // Tags that AWS sets say nothing about the owner.
    const own = Object.keys(tags).filter((key) => !key.startsWith('aws:'));
    return passIf(
      [condition(own.length > 0, text('It has tags', 'Tem tags'), { path: 'tags', actual: own })],
      text('The bucket has no tags.', 'O bucket não tem tags.'),
    );
  },
  examples: {
    'with an owner': { outcome: 'pass' },
    'without tags': { given: { tags: {} }, outcome: 'fail' },
    'with tags of CloudFormation only': {
      given: { tags: { 'aws:cloudformation:stack-name': 'web' } },
      outcome: 'fail',
    },
    'they could not be read': { given: { tags: denied }, outcome: 'unknown' },
  },
});
