import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { notReported } from './shared/access-keys.js';
import { freshKey, program } from './shared/sample-credentials.js';

/** Services that a key is meant for: to get temporary credentials with. */
const meant = new Set(['sts', 'iam']);

export default definePolicy({
  id: 'aws-iam-user-works-with-temporary-credentials',
  title: text('Access keys only fetch temporary credentials', 'Chaves de acesso só obtêm credenciais temporárias'),
  // A peer says high. Keys that do the work themselves are common; what makes one dangerous is judged by other policies.
  severity: 'medium',
  on: IamUser,
  needs: ['credentials'],
  sameAs: ['prowler/iam_user_with_temporary_credentials'],
  why: text(
    'A long-lived key that works with services directly is valuable wherever it is copied to, for as long as it lives.',
    'Uma chave de longa duração que acessa serviços diretamente vale onde quer que seja copiada, enquanto existir.',
  ),
  fix: {
    steps: [
      text(
        'Give the program a role: of its instance, its function, or by IAM Roles Anywhere.',
        'Dê ao programa uma função: da instância, da função Lambda, ou via IAM Roles Anywhere.',
      ),
      text('Then delete the access key of {{name}}.', 'Depois exclua a chave de acesso de {{name}}.'),
    ],
    cli: `aws sts assume-role --role-arn ROLE-ARN --role-session-name {{name}}
aws iam delete-access-key --user-name {{name}} --access-key-id KEY-ID`,
    terraform: '# replace the resource "aws_iam_access_key" of the user {{name}} by an "aws_iam_role"',
  },
  check: ({ credentials }) => {
    if (credentials === null) return notReported;
    const direct = credentials.accessKeys.filter(
      ({ active, lastUsedService }) => active && lastUsedService !== null && !meant.has(lastUsedService.toLowerCase()),
    );
    const named = direct.map(({ slot, lastUsedService }) => `${slot}: ${lastUsedService}`).join(', ');
    return passIf(
      [
        condition(
          direct.length === 0,
          text('Keys were last used with STS or IAM', 'Chaves usadas por último com STS ou IAM'),
          {
            path: 'credentials.accessKeys',
            actual: credentials.accessKeys.map(({ slot, lastUsedService }) => ({ slot, lastUsedService })),
          },
        ),
      ],
      text(
        `A long-lived key was used directly (${named}).`,
        `Uma chave de longa duração foi usada diretamente (${named}).`,
      ),
    );
  },
  examples: {
    'no key': { outcome: 'pass' },
    'a key that assumes roles': { given: { credentials: { ...program, accessKeys: [freshKey] } }, outcome: 'pass' },
    'a key that reads S3': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastUsedService: 's3' }] } },
      outcome: 'fail',
    },
    'a key that was never used': {
      given: { credentials: { ...program, accessKeys: [{ ...freshKey, lastUsed: null, lastUsedService: null }] } },
      outcome: 'pass',
    },
    'it could not be read': { given: { credentials: denied }, outcome: 'unknown' },
  },
});
