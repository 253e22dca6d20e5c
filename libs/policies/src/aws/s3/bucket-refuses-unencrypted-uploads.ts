import { S3Bucket } from '@cspmexa/resources';
import {
  condition,
  definePolicy,
  passIf,
  publicGrants,
  readDocument,
  text,
  type PolicyDocument,
} from '@cspmexa/policy-kit';

const encryptionKeys = new Set(['s3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id']);
const arn = 'arn:aws:s3:::example-reports';
const policyOf = (statement: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${arn}/*`, ...statement }],
  });
const withoutHeader = { Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } } };

/** The Deny statements that look at the encryption header and, their condition aside, meet every upload of everyone. */
function refusals(document: PolicyDocument, resourceArn: string) {
  const upload = readDocument({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: `${resourceArn}/*` }],
  });
  return document.statements.filter((statement) => {
    const looks = statement.conditions.some(
      ({ key, operator }) => encryptionKeys.has(key) && /Not|Null/.test(operator),
    );
    if (statement.effect !== 'Deny' || !looks) return false;
    const statements = [...upload.statements, { ...statement, conditions: [] }];
    return publicGrants({ ...upload, statements }, { resourceArn }).open.length === 0;
  });
}

export default definePolicy({
  id: 'aws-s3-bucket-refuses-unencrypted-uploads',
  title: text(
    'S3 bucket policies refuse uploads without the wanted encryption',
    'Políticas de buckets S3 recusam envios sem a criptografia desejada',
  ),
  // Peers say high, from before S3 encrypted every object by itself. What is left is an upload that asks for a weaker key.
  severity: 'low',
  on: S3Bucket,
  needs: ['policy'],
  sameAs: ['cloudsploit/bucketEnforceEncryption', 'cloudsploit/s3Encryption'],
  why: text(
    'An uploader may ask for another encryption than the default of the bucket, and so get around its KMS key.',
    'Quem envia pode pedir outra criptografia que não a padrão do bucket e assim contornar a chave do KMS.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions, Bucket policy.',
        'Abra o bucket {{name}} no console do S3, aba Permissões, Política do bucket.',
      ),
      text(
        'Add a Deny of s3:PutObject when s3:x-amz-server-side-encryption is not the one that you want.',
        'Adicione um Deny de s3:PutObject quando s3:x-amz-server-side-encryption não for a desejada.',
      ),
    ],
    cli: `# put-bucket-policy replaces the whole policy: keep the statements that are there
aws s3api get-bucket-policy --bucket {{name}} --query Policy --output text > policy.json
# add to "Statement": {"Sid":"DenyOtherEncryption","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"{{arn}}/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}}
aws s3api put-bucket-policy --bucket {{name}} --policy file://policy.json`,
    terraform: `data "aws_iam_policy_document" "encryption" {
  statement {
    sid       = "DenyOtherEncryption"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["{{arn}}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }
  }
}`,
  },
  check: ({ policy }, { resource }) => {
    const found = policy === null ? [] : refusals(readDocument(policy), resource.arn);
    return passIf(
      [
        condition(
          found.length > 0,
          text('A statement looks at the encryption of uploads', 'Uma declaração olha a criptografia dos envios'),
          {
            path: found[0] ? `policy.Statement[${found[0].index}]` : 'policy',
            actual: found.map(({ index, sid }) => sid ?? index),
          },
        ),
      ],
      text('No statement refuses uploads by their encryption.', 'Nenhuma declaração recusa envios pela criptografia.'),
    );
  },
  examples: {
    'refuses uploads with other encryption': {
      given: { policy: policyOf({ Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } } }) },
      outcome: 'pass',
    },
    'refuses uploads without the header': { given: { policy: policyOf(withoutHeader) }, outcome: 'pass' },
    'says nothing of encryption': { outcome: 'fail' },
    'no policy': { given: { policy: null }, outcome: 'fail' },
    'refuses one prefix only': {
      given: { policy: policyOf({ ...withoutHeader, Resource: `${arn}/secret/*` }) },
      outcome: 'fail',
    },
    'refuses one user only': {
      given: { policy: policyOf({ ...withoutHeader, Principal: { AWS: 'arn:aws:iam::111122223333:user/maria' } }) },
      outcome: 'fail',
    },
    'allows instead of refusing': {
      given: { policy: policyOf({ ...withoutHeader, Effect: 'Allow' }) },
      outcome: 'fail',
    },
    'a policy that cannot be read': { given: { policy: '' }, outcome: 'unknown' },
  },
});
