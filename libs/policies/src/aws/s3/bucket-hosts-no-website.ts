import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-hosts-no-website',
  title: text('S3 buckets host no website themselves', 'Buckets S3 não hospedam sites diretamente'),
  // A peer says high. Whether strangers get in is judged by itself; the website endpoint alone only lacks TLS.
  severity: 'medium',
  on: S3Bucket,
  needs: ['website'],
  sameAs: ['cloudsploit/bucketWebsiteEnabled'],
  why: text(
    'The website endpoint of S3 speaks plain HTTP only and needs public objects. Behind CloudFront the bucket stays private.',
    'O endpoint de site do S3 só fala HTTP simples e exige objetos públicos. Atrás do CloudFront o bucket continua privado.',
  ),
  fix: {
    steps: [
      text(
        'Put a CloudFront distribution with origin access control in front of {{name}}.',
        'Ponha uma distribuição CloudFront com controle de acesso à origem na frente de {{name}}.',
      ),
      text(
        'In the S3 console, bucket {{name}}, Properties, disable Static website hosting.',
        'No console do S3, bucket {{name}}, Propriedades, desabilite a Hospedagem de site estático.',
      ),
    ],
    cli: 'aws s3api delete-bucket-website --bucket {{name}}',
    terraform: `# remove the resource "aws_s3_bucket_website_configuration" of the bucket {{name}}, and serve it by
resource "aws_cloudfront_origin_access_control" "this" {
  name                              = "{{name}}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}`,
  },
  check: ({ website }) =>
    passIf(
      [
        condition(website === null, text('Website hosting is off', 'A hospedagem de site está desligada'), {
          path: 'website',
          actual: website,
          expected: null,
        }),
      ],
      text('The bucket hosts a website over plain HTTP.', 'O bucket hospeda um site em HTTP simples.'),
    ),
  examples: {
    'no website': { outcome: 'pass' },
    'a website': { given: { website: { indexDocument: 'index.html', redirectsTo: null } }, outcome: 'fail' },
    'it could not be read': { given: { website: denied }, outcome: 'unknown' },
  },
});
