import { S3Bucket } from '@cspmexa/resources';
import { condition, crossAccountGrants, definePolicy, passIf, readDocument, text } from '@cspmexa/policy-kit';
import { logDeliveryAccounts } from './shared/log-delivery-accounts.js';

const policyOf = (statement: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::example-reports/*', ...statement },
  });

// What everyone may do is reported as public access, and not repeated here.
export default definePolicy({
  id: 'aws-s3-bucket-not-shared-with-other-accounts',
  title: text(
    'S3 bucket policies grant nothing to other accounts',
    'Políticas de buckets S3 não concedem nada a outras contas',
  ),
  // Peers say high. Sharing with a named account is often meant; changing permissions from outside is judged by itself, as high.
  severity: 'medium',
  on: S3Bucket,
  needs: ['policy'],
  sameAs: ['prowler/s3_bucket_cross_account_access'],
  why: text(
    'Whoever gets into the other account gets the data too, and this account neither sees nor controls who that is.',
    'Quem entra na outra conta leva também estes dados, e esta conta não vê nem controla quem é.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Permissions, Bucket policy.',
        'Abra o bucket {{name}} no console do S3, aba Permissões, Política do bucket.',
      ),
      text(
        'Take out the statements for accounts that need no access; narrow the others to one role, the least actions and one prefix.',
        'Tire as declarações de contas que não precisam de acesso; restrinja as outras a uma função, às ações mínimas e a um prefixo.',
      ),
    ],
    cli: `aws s3api get-bucket-policy --bucket {{name}} --query Policy --output text > policy.json
# edit policy.json, then
aws s3api put-bucket-policy --bucket {{name}} --policy file://policy.json`,
    terraform: `data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::{{name}}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::{{accountId}}:root"]
    }
  }
}`,
  },
  check: ({ policy }, { resource }) => {
    const options = { ownerAccountId: resource.accountId, resourceArn: resource.arn };
    const grants = policy === null ? [] : crossAccountGrants(readDocument(policy), options);
    const shared = grants.filter(
      ({ kind, accountId }) => kind !== 'everyone' && !logDeliveryAccounts.has(accountId ?? ''),
    );
    const whom = [...new Set(shared.map(({ principal }) => principal))];
    const named = whom.length > 3 ? `${whom.slice(0, 3).join(', ')}, …` : whom.join(', ');
    return passIf(
      [
        condition(shared.length === 0, text('Only this account is named', 'Só esta conta é citada'), {
          path: shared[0] ? `policy.Statement[${shared[0].statement.index}]` : 'policy',
          actual: shared.map(({ principal, statement, actions, conditions }) => ({
            principal,
            statement,
            actions,
            conditions,
          })),
        }),
      ],
      text(`The policy grants access to ${named}.`, `A política concede acesso a ${named}.`),
    );
  },
  examples: {
    'no grant to anybody': { outcome: 'pass' },
    'no policy': { given: { policy: null }, outcome: 'pass' },
    'another account may read': {
      given: { policy: policyOf({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } }) },
      outcome: 'fail',
    },
    'a role of the same account may read': {
      given: { policy: policyOf({ Principal: { AWS: 'arn:aws:iam::111122223333:role/reports' } }) },
      outcome: 'pass',
    },
    'a whole organisation may read': {
      given: {
        policy: policyOf({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }),
      },
      outcome: 'fail',
    },
    'a service of AWS may write logs': {
      given: { policy: policyOf({ Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' }) },
      outcome: 'pass',
    },
    'the load balancers of sa-east-1 write their logs': {
      given: { policy: policyOf({ Principal: { AWS: 'arn:aws:iam::507241528517:root' }, Action: 's3:PutObject' }) },
      outcome: 'pass',
    },
    'a policy that cannot be read': { given: { policy: '[]' }, outcome: 'unknown' },
  },
});
