import { IamPolicy } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, readDocument, text } from '@cspmexa/policy-kit';
import { customerPolicyFix } from './shared/customer-fix.js';
import { judgeCustomerPolicy } from './shared/customer-policy.js';
import { everything, granting } from './shared/sample-documents.js';

/** `s3:*`, but not `s3:Get*`; `*` is full administration, which another policy reports. */
const serviceWildcard = /^[a-z0-9-]+:\*+$/i;

export default definePolicy({
  id: 'aws-iam-customer-policy-names-actions',
  title: text('Policies name the actions they allow', 'Políticas nomeiam as ações que permitem'),
  severity: 'low',
  on: IamPolicy,
  needs: ['document', 'attachments'],
  controls: ['fsbp/IAM.21'],
  why: text(
    'All actions of a service include those that delete, share and grant, and every action that AWS adds later.',
    'Todas as ações de um serviço incluem as que apagam, compartilham e concedem, e toda ação que a AWS criar depois.',
  ),
  fix: customerPolicyFix(
    text('Replace the wildcard by the actions that are used.', 'Troque o curinga pelas ações usadas.'),
    '{ Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = ["arn:aws:s3:::BUCKET/*"] }',
  ),
  check: (facets, { base }) =>
    judgeCustomerPolicy(facets, base, () => {
      const found = readDocument(facets.document).statements.flatMap(({ index, effect, actions }) =>
        effect === 'Allow' && !actions.except
          ? actions.patterns.filter((pattern) => serviceWildcard.test(pattern)).map((pattern) => ({ index, pattern }))
          : [],
      );
      const names = found.map(({ index, pattern }) => `Statement[${index}]: ${pattern}`);
      return passIf(
        [
          condition(
            found.length === 0,
            text(
              'No statement allows all actions of a service',
              'Nenhuma declaração permite todas as ações de um serviço',
            ),
            {
              path: 'document',
              actual: names.slice(0, 20),
            },
          ),
        ],
        text(
          `It allows all actions of a service: ${names.slice(0, 5).join('; ')}.`,
          `Permite todas as ações de um serviço: ${names.slice(0, 5).join('; ')}.`,
        ),
      );
    }),
  examples: {
    'named actions': { outcome: 'pass' },
    'all actions of S3': { given: { document: granting('s3:*') }, outcome: 'fail' },
    'all readings of S3': { given: { document: granting('s3:Get*') }, outcome: 'pass' },
    'all actions of S3 denied': { given: { document: granting('s3:*', '*', { Effect: 'Deny' }) }, outcome: 'pass' },
    'everything, which another policy reports': { given: { document: everything }, outcome: 'pass' },
    'a policy of AWS': { base: { awsManaged: true }, given: { document: granting('s3:*') }, outcome: 'skip' },
    'could not be read': { given: { document: denied }, outcome: 'unknown' },
  },
});
