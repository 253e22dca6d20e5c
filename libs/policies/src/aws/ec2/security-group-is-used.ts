import { Ec2SecurityGroup } from '@cspmexa/resources';
import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface } from '@cspmexa/resources';
import { interfacesByGroup } from '../indexes.js';

export default definePolicy({
  id: 'aws-ec2-security-group-is-used',
  title: text('Security groups are in use', 'Grupos de segurança estão em uso'),
  severity: 'low',
  on: Ec2SecurityGroup,
  needs: [],
  reads: { interfaces: interfacesByGroup },
  controls: ['fsbp/EC2.22'],
  sameAs: ['prowler/ec2_securitygroup_not_used', 'cloudsploit/unusedSecurityGroups'],
  why: text(
    'A group that nothing uses is attached by mistake sooner or later, with rules that nobody remembers.',
    'Um grupo que ninguém usa acaba anexado por engano, com regras de que ninguém se lembra.',
  ),
  fix: {
    steps: [
      text('Delete the group {{groupId}} if nobody needs it.', 'Exclua o grupo {{groupId}} se ninguém precisa dele.'),
    ],
    cli: 'aws ec2 delete-security-group --group-id {{groupId}} --region {{region}}',
  },
  check: (_, { base, related }) => {
    if (base.groupName === 'default')
      return skip(text('The default group cannot be deleted.', 'O grupo padrão não pode ser excluído.'));
    const interfaces = related.interfaces.of(base.groupId).map(({ base: theirs }) => theirs.interfaceId);
    return passIf(
      [
        condition(interfaces.length > 0, text('A network interface uses it', 'Uma interface de rede o usa'), {
          actual: interfaces.slice(0, 5),
        }),
      ],
      text('No network interface uses this group.', 'Nenhuma interface de rede usa este grupo.'),
    );
  },
  examples: {
    'an interface uses it': { others: [sample(Ec2NetworkInterface)], outcome: 'pass' },
    'nothing uses it': { outcome: 'fail' },
    'the default group': { base: { groupName: 'default' }, outcome: 'skip' },
    'interfaces could not be listed': { unlisted: [Ec2NetworkInterface], outcome: 'unknown' },
  },
});
