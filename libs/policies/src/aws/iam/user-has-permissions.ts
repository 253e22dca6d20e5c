import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, pass, passIf, text } from '@cspmexa/policy-kit';

const says = text('A group or a policy gives it permissions', 'Um grupo ou uma política lhe dá permissões');
const attached = [{ name: 'ReadOnlyAccess', arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];

export default definePolicy({
  id: 'aws-iam-user-has-permissions',
  title: text('Users are there for something', 'Usuários existem para alguma coisa'),
  severity: 'low',
  on: IamUser,
  needs: ['groups', 'attachedPolicies', 'inlinePolicies'],
  sameAs: ['cloudsploit/iamUserWithoutPermissions'],
  why: text(
    'A user without any permission is left over; it waits for somebody to give it some, with credentials that nobody watches.',
    'Um usuário sem permissão alguma é sobra; espera que alguém lhe dê alguma, com credenciais que ninguém vigia.',
  ),
  fix: {
    steps: [text('Delete the user {{name}} if nobody needs it.', 'Exclua o usuário {{name}} se ninguém precisa dele.')],
    cli: 'aws iam delete-user --user-name {{name}}',
    terraform: '# remove the resource "aws_iam_user" named {{name}}',
  },
  check: (facets, { resource: { facets: seen } }) => {
    const some = (['groups', 'attachedPolicies', 'inlinePolicies'] as const).find((name) => {
      const facet = seen[name];
      return facet?.known && facet.value.length > 0;
    });
    if (some) return pass(condition(true, says, { path: some, actual: facets[some].length }));
    const sources = facets.groups.length + facets.attachedPolicies.length + facets.inlinePolicies.length;
    return passIf(
      [condition(sources > 0, says, { path: 'groups, attachedPolicies, inlinePolicies', actual: [] })],
      text('The user has no groups and no policies.', 'O usuário não tem grupos nem políticas.'),
    );
  },
  examples: {
    'in a group': { outcome: 'pass' },
    'with a policy': { given: { groups: [], attachedPolicies: attached }, outcome: 'pass' },
    'with nothing': { given: { groups: [] }, outcome: 'fail' },
    'in a group, and policies could not be read': { given: { attachedPolicies: denied }, outcome: 'pass' },
    'in no group, and policies could not be read': {
      given: { groups: [], attachedPolicies: denied },
      outcome: 'unknown',
    },
  },
});
