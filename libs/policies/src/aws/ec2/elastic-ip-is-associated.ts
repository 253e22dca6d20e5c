import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2ElasticIp } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-elastic-ip-is-associated',
  title: text('Elastic IP addresses are in use', 'Endereços IP elásticos estão em uso'),
  severity: 'low',
  on: Ec2ElasticIp,
  needs: ['association'],
  controls: ['fsbp/EC2.12'],
  sameAs: ['prowler/ec2_elastic_ip_unassigned', 'cloudsploit/unassociatedElasticIp'],
  why: text(
    'An unused address costs money, and a DNS name or allow list that still names it trusts whoever gets it next.',
    'Um endereço sem uso custa dinheiro, e um nome DNS ou lista de permissões que ainda o cita confia em quem o receber depois.',
  ),
  fix: {
    steps: [
      text(
        'Remove {{publicIp}} from DNS and allow lists, then release it.',
        'Remova {{publicIp}} do DNS e das listas de permissões e depois libere-o.',
      ),
    ],
    cli: 'aws ec2 release-address --region {{region}} --allocation-id {{allocationId}}',
  },
  check: ({ association }) =>
    passIf(
      [
        condition(
          association.id !== null || association.interfaceId !== null || association.instanceId !== null,
          text('It is associated with an interface or an instance', 'Está associado a uma interface ou instância'),
          { path: 'association', actual: association },
        ),
      ],
      text('It is not associated with anything.', 'Não está associado a nada.'),
    ),
  examples: {
    associated: { outcome: 'pass' },
    'with an instance only': {
      given: { association: { id: null, interfaceId: null, instanceId: 'i-0a1b2c3d4e5f60718' } },
      outcome: 'pass',
    },
    'with nothing': { given: { association: { id: null, interfaceId: null, instanceId: null } }, outcome: 'fail' },
  },
});
