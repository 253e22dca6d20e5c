import { IamGroup, IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { unreadable, usersByGroup } from '../indexes.js';
import { notReported } from './shared/access-keys.js';
import { administratorPolicies } from './shared/aws-policies.js';
import { person } from './shared/sample-credentials.js';

const administrators = {
  attachedPolicies: [{ name: 'AdministratorAccess', arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
};

export default definePolicy({
  id: 'aws-iam-group-administrators-have-mfa',
  title: text('Administrators by their group have MFA', 'Administradores por grupo têm MFA'),
  severity: 'high',
  on: IamGroup,
  needs: ['attachedPolicies'],
  reads: { users: usersByGroup },
  sameAs: ['prowler/iam_administrator_access_with_mfa'],
  why: text(
    'A guessed or leaked password of an administrator without MFA is the whole account.',
    'Uma senha adivinhada ou vazada de um administrador sem MFA é a conta inteira.',
  ),
  fix: {
    steps: [
      text(
        'Let each user that the finding names add an MFA device under Security credentials.',
        'Faça cada usuário citado adicionar um dispositivo MFA em Credenciais de segurança.',
      ),
      text(
        'Take those who do not need it out of the group {{name}}.',
        'Retire do grupo {{name}} quem não precisa dele.',
      ),
    ],
    cli: 'aws iam remove-user-from-group --group-name {{name}} --user-name USER',
  },
  check: ({ attachedPolicies }, { base, related }) => {
    if (administratorPolicies(attachedPolicies).length === 0)
      return skip(text('The group does not make administrators.', 'O grupo não torna administrador.'));
    const members = related.users.of(base.name);
    const without = members
      .filter(({ facets }) => facets.credentials?.mfaActive === false)
      .map(({ base: user }) => user.name);
    // A user who hides their groups may be one of them: then only a member without MFA who is known decides.
    if (without.length === 0) for (const { facets } of related.users.of(unreadable)) void facets.groups;
    if (without.length === 0 && members.some(({ facets }) => facets.credentials === null)) return notReported;
    return passIf(
      [
        condition(without.length === 0, text('Every member has MFA', 'Todo membro tem MFA'), {
          actual: without.sort().slice(0, 20),
        }),
      ],
      text(`Without MFA: ${without.join(', ')}.`, `Sem MFA: ${without.join(', ')}.`),
    );
  },
  examples: {
    'all with MFA': {
      given: administrators,
      others: [sample(IamUser, { facets: { credentials: person } })],
      outcome: 'pass',
    },
    'one without': {
      given: administrators,
      others: [sample(IamUser, { facets: { credentials: { ...person, mfaActive: false } } })],
      outcome: 'fail',
    },
    'no administrators': { outcome: 'skip' },
    'one whom the report does not know yet': {
      given: administrators,
      others: [sample(IamUser, { facets: { credentials: null } })],
      outcome: 'unknown',
    },
    'the report could not be read': {
      given: administrators,
      others: [sample(IamUser, { facets: { credentials: denied } })],
      outcome: 'unknown',
    },
    'users could not be listed': { given: administrators, unlisted: [IamUser], outcome: 'unknown' },
  },
});
