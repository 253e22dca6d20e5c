import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Ec2SecurityGroup } from '@cspmexa/resources';
import { interfacesByGroup } from '../indexes.js';

export default definePolicy({
  id: 'aws-ec2-default-security-group-is-unused',
  title: text(
    'Default security groups are not used by instances',
    'Grupos de segurança padrão não são usados por instâncias',
  ),
  severity: 'low',
  on: Ec2SecurityGroup,
  needs: [],
  reads: { interfaces: interfacesByGroup },
  sameAs: ['cloudsploit/defaultSecurityGroupInUse'],
  why: text(
    'In the default group unrelated resources trust each other, and a rule that is added for one of them opens all.',
    'No grupo padrão, recursos sem relação confiam uns nos outros, e uma regra criada para um deles abre todos.',
  ),
  fix: {
    steps: [
      text(
        'Give each instance that uses {{groupId}} a group made for its purpose.',
        'Dê a cada instância que usa {{groupId}} um grupo feito para sua finalidade.',
      ),
    ],
    cli: 'aws ec2 modify-network-interface-attribute --region {{region}} --network-interface-id INTERFACE_ID --groups OTHER_GROUP_ID',
  },
  check: (_, { base, related }) => {
    if (base.groupName !== 'default') return skip(text('Not a default group.', 'Não é um grupo padrão.'));
    const instances = related.interfaces.of(base.groupId).flatMap(({ facets }) => facets.attachment.instanceId ?? []);
    return passIf(
      [
        condition(instances.length === 0, text('No instance uses it', 'Nenhuma instância o usa'), {
          actual: [...new Set(instances)].slice(0, 5),
        }),
      ],
      text(
        `Instances use the default group: ${instances.slice(0, 5).join(', ')}.`,
        `Instâncias usam o grupo padrão: ${instances.slice(0, 5).join(', ')}.`,
      ),
    );
  },
  examples: {
    'nothing uses it': { base: { groupName: 'default' }, outcome: 'pass' },
    'an instance uses it': { base: { groupName: 'default' }, others: [sample(Ec2NetworkInterface)], outcome: 'fail' },
    'another group': { others: [sample(Ec2NetworkInterface)], outcome: 'skip' },
    'users unknown': { base: { groupName: 'default' }, unlisted: [Ec2NetworkInterface], outcome: 'unknown' },
  },
});
