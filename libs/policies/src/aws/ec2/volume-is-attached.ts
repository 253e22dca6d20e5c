import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Volume } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-volume-is-attached',
  title: text('EBS volumes are attached to an instance', 'Volumes EBS estão anexados a uma instância'),
  severity: 'low',
  on: Ec2Volume,
  needs: ['usage'],
  sameAs: ['cloudsploit/ebsUnusedVolumes'],
  why: text(
    'A forgotten volume keeps its data where nobody looks, and its bill.',
    'Um volume esquecido guarda seus dados onde ninguém olha, e continua na conta.',
  ),
  fix: {
    steps: [
      text(
        'If {{volumeId}} is not needed, take a snapshot of it and delete it.',
        'Se {{volumeId}} não é necessário, crie um snapshot e exclua-o.',
      ),
    ],
    cli: `aws ec2 create-snapshot --region {{region}} --volume-id {{volumeId}}
aws ec2 delete-volume --region {{region}} --volume-id {{volumeId}}`,
  },
  check: ({ usage: { state, instanceIds } }) =>
    passIf(
      [
        condition(instanceIds.length > 0 || state === 'in-use', text('An instance uses it', 'Uma instância o usa'), {
          path: 'usage',
          actual: { state, instanceIds },
        }),
      ],
      text('No instance uses it.', 'Nenhuma instância o usa.'),
    ),
  examples: {
    attached: { outcome: 'pass' },
    'not attached': { given: { usage: { state: 'available', instanceIds: [], createdAt: null } }, outcome: 'fail' },
  },
});
