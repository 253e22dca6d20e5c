import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-network-interface-is-used',
  title: text('Network interfaces are attached', 'Interfaces de rede estão anexadas'),
  severity: 'low',
  on: Ec2NetworkInterface,
  needs: ['attachment'],
  sameAs: ['cloudsploit/unusedEni'],
  why: text(
    'A forgotten interface holds addresses and security groups that nobody cleans up.',
    'Uma interface esquecida prende endereços e grupos de segurança que ninguém limpa.',
  ),
  fix: {
    steps: [text('Delete {{interfaceId}} if nothing needs it.', 'Exclua {{interfaceId}} se nada precisa dela.')],
    cli: 'aws ec2 delete-network-interface --region {{region}} --network-interface-id {{interfaceId}}',
  },
  check: ({ attachment: { status } }) =>
    passIf(
      [
        condition(status !== 'available', text('It is attached', 'Está anexada'), {
          path: 'attachment.status',
          actual: status,
          expected: 'in-use',
        }),
      ],
      text('It is not attached to anything.', 'Não está anexada a nada.'),
    ),
  examples: {
    attached: { outcome: 'pass' },
    'not attached': {
      given: {
        attachment: { status: 'available', type: 'interface', instanceId: null, managedBy: null, publicIp: null },
      },
      outcome: 'fail',
    },
  },
});
