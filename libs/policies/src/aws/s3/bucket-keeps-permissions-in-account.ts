import { S3Bucket } from '@cspmexa/resources';
import { condition, crossAccountGrants, definePolicy, passIf, readDocument, text } from '@cspmexa/policy-kit';

/** The actions that AWS's own control names: whoever has one of them can take over the bucket or hand out its objects. */
const sensitive = new Set([
  's3:DeleteBucketPolicy',
  's3:PutBucketAcl',
  's3:PutBucketPolicy',
  's3:PutEncryptionConfiguration',
  's3:PutObjectAcl',
]);
const policyOf = (Action: string, Principal: unknown = { AWS: '444455556666' }) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal,
        Action,
        Resource: ['arn:aws:s3:::example-reports', 'arn:aws:s3:::example-reports/*'],
      },
    ],
  });

export default definePolicy({
  id: 'aws-s3-bucket-keeps-permissions-in-account',
  title: text(
    'Other accounts cannot change the permissions of S3 buckets',
    'Outras contas não mudam as permissões de buckets S3',
  ),
  severity: 'high',
  on: S3Bucket,
  needs: ['policy'],
  controls: ['fsbp/S3.6'],
  why: text(
    'Another account can rewrite the policy, the ACLs or the encryption, and so give itself or the whole world access to the data.',
    'Outra conta pode reescrever a política, as ACLs ou a criptografia e assim dar a si ou ao mundo todo acesso aos dados.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions, Bucket policy.',
        'Abra o bucket {{name}} no console do S3, aba Permissões, Política do bucket.',
      ),
      text(
        'Replace s3:* and the actions on policies, ACLs and encryption by the reading and writing that the other account needs.',
        'Troque s3:* e as ações sobre políticas, ACLs e criptografia pela leitura e escrita de que a outra conta precisa.',
      ),
    ],
    cli: `aws s3api get-bucket-policy --bucket {{name}} --query Policy --output text > policy.json
# edit policy.json, then
aws s3api put-bucket-policy --bucket {{name}} --policy file://policy.json`,
    terraform: `data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::{{name}}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::OTHER-ACCOUNT-ID:role/ROLE"]
    }
  }
}`,
  },
  check: ({ policy }, { resource }) => {
    const options = { ownerAccountId: resource.accountId, resourceArn: resource.arn };
    const grants = policy === null ? [] : crossAccountGrants(readDocument(policy), options);
    const found = grants.flatMap(({ principal, statement, access, conditions }) => {
      const actions = Object.values(access)
        .flat()
        .filter((action) => sensitive.has(action));
      return actions.length > 0 ? [{ principal, statement, actions, conditions }] : [];
    });
    const first = found[0];
    const named = `${first?.principal}: ${first?.actions.join(', ')}`;
    return passIf(
      [
        condition(
          found.length === 0,
          text('No other account may change permissions', 'Nenhuma outra conta pode mudar permissões'),
          {
            path: first ? `policy.Statement[${first.statement.index}]` : 'policy',
            actual: found,
          },
        ),
      ],
      text(`The policy grants to ${named}.`, `A política concede a ${named}.`),
    );
  },
  examples: {
    'no grant to anybody': { outcome: 'pass' },
    'no policy': { given: { policy: null }, outcome: 'pass' },
    'another account may do everything': { given: { policy: policyOf('s3:*') }, outcome: 'fail' },
    'another account may set ACLs of objects': { given: { policy: policyOf('s3:PutObject*') }, outcome: 'fail' },
    'another account may write objects': { given: { policy: policyOf('s3:PutObject') }, outcome: 'pass' },
    'everyone may replace the policy': { given: { policy: policyOf('s3:PutBucketPolicy', '*') }, outcome: 'fail' },
    'this account may do everything': {
      given: { policy: policyOf('s3:*', { AWS: 'arn:aws:iam::111122223333:root' }) },
      outcome: 'pass',
    },
    'a policy that cannot be read': { given: { policy: '{"Statement":[{}]}' }, outcome: 'unknown' },
  },
});
