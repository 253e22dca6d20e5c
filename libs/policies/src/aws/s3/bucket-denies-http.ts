import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, passIf, readDocument, refusesHttp, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-denies-http',
  title: text('S3 buckets refuse unencrypted requests', 'Buckets S3 recusam requisições sem criptografia'),
  severity: 'medium',
  on: S3Bucket,
  needs: ['policy'],
  controls: ['cis-aws-5.0/2.1.1', 'cis-aws-7.0/3.1.1', 'fsbp/S3.5'],
  sameAs: [
    'prowler/s3_bucket_secure_transport_policy',
    'cloudsploit/bucketSecureTransportEnabled',
    'cloudsploit/bucketEncryptionInTransit',
  ],
  why: text(
    'Over plain HTTP anyone on the path between a client and S3 can read and change the objects, and steal the signed request.',
    'Em HTTP simples, qualquer um no caminho entre o cliente e o S3 pode ler e alterar os objetos e roubar a requisição assinada.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions.',
        'Abra o bucket {{name}} no console do S3, aba Permissões.',
      ),
      text(
        'Add a statement to its policy that denies s3:* to everyone when aws:SecureTransport is false, for the bucket and its objects.',
        'Adicione à política uma declaração que nega s3:* a todos quando aws:SecureTransport é false, para o bucket e seus objetos.',
      ),
    ],
    cli: `# put-bucket-policy replaces the whole policy: keep the statements that are there
aws s3api get-bucket-policy --bucket {{name}} --query Policy --output text > policy.json
# add to "Statement": {"Sid":"DenyHttp","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{{name}}","arn:aws:s3:::{{name}}/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}
aws s3api put-bucket-policy --bucket {{name}} --policy file://policy.json`,
    terraform: `data "aws_iam_policy_document" "deny_http" {
  statement {
    sid       = "DenyHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::{{name}}", "arn:aws:s3:::{{name}}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}`,
  },
  check: ({ policy }, { resource }) => {
    const says = text(
      'A statement denies every request over plain HTTP',
      'Uma declaração nega toda requisição em HTTP simples',
    );
    const none = text('No statement denies plain HTTP.', 'Nenhuma declaração nega HTTP simples.');
    if (policy === null) return passIf([condition(false, says, { path: 'policy', actual: null })], none);
    const { outcome, denies, gaps } = refusesHttp(readDocument(policy), { resourceArn: resource.arn });
    const partly = text(
      `Plain HTTP is refused only in part; still open: ${gaps.join(', ')}.`,
      `HTTP simples é recusado só em parte; continua aberto: ${gaps.join(', ')}.`,
    );
    return passIf(
      [condition(outcome === 'refused', says, { path: 'policy', actual: denies.length > 0 ? denies : null })],
      outcome === 'partial' ? partly : none,
    );
  },
  examples: {
    'denies everything over HTTP': { outcome: 'pass' },
    'no bucket policy': { given: { policy: null }, outcome: 'fail' },
    'denies only reading over HTTP': {
      given: {
        policy: JSON.stringify({
          Statement: {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::example-reports/*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        }),
      },
      outcome: 'fail',
    },
    'a policy that cannot be read': { given: { policy: '{' }, outcome: 'unknown' },
  },
});
