import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2SecurityGroup } from '@cspmexa/resources';

const madeByWizard = /^launch-wizard-/;

export default definePolicy({
  id: 'aws-ec2-security-group-not-from-launch-wizard',
  title: text(
    'Security groups are not left over from the launch wizard',
    'Grupos de segurança não são sobras do assistente de execução',
  ),
  severity: 'medium',
  on: Ec2SecurityGroup,
  needs: [],
  sameAs: ['prowler/ec2_securitygroup_from_launch_wizard', 'cloudsploit/launchWizardSecurityGroups'],
  why: text(
    'The console makes these groups in passing, usually with SSH or RDP open to everyone, and nobody feels responsible for them.',
    'O console cria esses grupos de passagem, em geral com SSH ou RDP abertos a todos, e ninguém se sente responsável por eles.',
  ),
  fix: {
    steps: [
      text(
        'Make a group with a telling name and only the rules that are needed, move the instances to it, and delete {{groupId}}.',
        'Crie um grupo com nome claro e só as regras necessárias, mova as instâncias para ele e exclua {{groupId}}.',
      ),
    ],
    cli: 'aws ec2 delete-security-group --region {{region}} --group-id {{groupId}}',
  },
  check: (_, { base: { groupName } }) =>
    passIf(
      [
        condition(
          !madeByWizard.test(groupName),
          text('Its name is not launch-wizard-…', 'Seu nome não é launch-wizard-…'),
          {
            path: 'groupName',
            actual: groupName,
          },
        ),
      ],
      text(
        `The group ${groupName} was made by the launch wizard.`,
        `O grupo ${groupName} foi criado pelo assistente de execução.`,
      ),
    ),
  examples: {
    'a group with a name': { outcome: 'pass' },
    'a group of the wizard': { base: { groupName: 'launch-wizard-3' }, outcome: 'fail' },
    'a group that only mentions it': { base: { groupName: 'replaces-launch-wizard-3' }, outcome: 'pass' },
  },
});
