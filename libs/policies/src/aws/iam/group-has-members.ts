import { IamGroup, IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, text } from '@cspmexa/policy-kit';
import { unreadable, usersByGroup } from '../indexes.js';

export default definePolicy({
  id: 'aws-iam-group-has-members',
  title: text('Groups have members', 'Grupos têm membros'),
  severity: 'info',
  on: IamGroup,
  needs: [],
  reads: { users: usersByGroup },
  sameAs: ['cloudsploit/emptyGroups'],
  why: text(
    'An empty group keeps permissions that nobody reviews, ready for whoever is added to it.',
    'Um grupo vazio guarda permissões que ninguém revisa, prontas para quem for adicionado.',
  ),
  fix: {
    steps: [
      text(
        'Delete the group {{name}} in IAM, User groups, if nobody needs it.',
        'Exclua o grupo {{name}} em IAM, Grupos, se ninguém precisa dele.',
      ),
    ],
    cli: 'aws iam delete-group --group-name {{name}}',
  },
  check: (_, { base, related }) => {
    const members = related.users.of(base.name).map(({ base: user }) => user.name);
    // Touching the groups of a user who hides them ends the check as unknown.
    if (members.length === 0) for (const { facets } of related.users.of(unreadable)) void facets.groups;
    return passIf(
      [
        condition(members.length > 0, text('A user is in it', 'Um usuário está nele'), {
          actual: members.slice(0, 5),
        }),
      ],
      text('Nobody is in this group.', 'Ninguém está neste grupo.'),
    );
  },
  examples: {
    'a user is in it': { others: [sample(IamUser)], outcome: 'pass' },
    'nobody is in it': { others: [sample(IamUser, { facets: { groups: ['others'] } })], outcome: 'fail' },
    'the groups of a user could not be read': {
      others: [sample(IamUser, { facets: { groups: denied } })],
      outcome: 'unknown',
    },
    'users could not be listed': { unlisted: [IamUser], outcome: 'unknown' },
  },
});
