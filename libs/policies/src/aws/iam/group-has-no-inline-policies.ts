import { IamGroup } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-iam-group-has-no-inline-policies',
  title: text('Groups use managed policies', 'Grupos usam políticas gerenciadas'),
  severity: 'low',
  on: IamGroup,
  needs: ['inlinePolicies'],
  sameAs: ['cloudsploit/groupInlinePolicies'],
  why: text(
    'Inline policies have no versions and no list of their own: reviews miss them.',
    'Políticas embutidas não têm versões nem lista própria: as revisões não as veem.',
  ),
  fix: {
    steps: [
      text(
        'Make managed policies of the inline policies of {{name}} and attach them.',
        'Transforme as políticas embutidas de {{name}} em gerenciadas e anexe-as.',
      ),
      text('Delete the inline ones.', 'Exclua as embutidas.'),
    ],
    cli: `aws iam list-group-policies --group-name {{name}}
aws iam delete-group-policy --group-name {{name}} --policy-name POLICY`,
  },
  check: ({ inlinePolicies }) => {
    const names = inlinePolicies.map(({ name }) => name);
    return passIf(
      [
        condition(names.length === 0, text('It has no inline policy', 'Não tem política embutida'), {
          path: 'inlinePolicies',
          actual: names,
        }),
      ],
      text(`It has inline policies: ${names.join(', ')}.`, `Tem políticas embutidas: ${names.join(', ')}.`),
    );
  },
  examples: {
    'managed policies only': { outcome: 'pass' },
    'an inline policy': { given: { inlinePolicies: [{ name: 'extra', document: '{}' }] }, outcome: 'fail' },
    'could not be read': { given: { inlinePolicies: denied }, outcome: 'unknown' },
  },
});
