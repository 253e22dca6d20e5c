import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Region } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-region-blocks-public-snapshots',
  title: text(
    'Public sharing of EBS snapshots is blocked',
    'O compartilhamento público de snapshots EBS está bloqueado',
  ),
  severity: 'high',
  on: Ec2Region,
  needs: ['snapshotPublicAccess'],
  sameAs: ['prowler/ec2_ebs_snapshot_account_block_public_access'],
  why: text(
    'One wrong click shares the copy of a disk with everyone. The block refuses it, and hides what is shared already.',
    'Um clique errado compartilha a cópia de um disco com todos. O bloqueio recusa isso e esconde o que já foi compartilhado.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console of {{region}}, open Settings, Data protection and security, Block public access for EBS snapshots, and block all public access.',
        'No console do EC2 de {{region}}, abra Configurações, Proteção de dados e segurança, Bloqueio de acesso público para snapshots EBS, e bloqueie todo acesso.',
      ),
    ],
    cli: 'aws ec2 enable-snapshot-block-public-access --region {{region}} --state block-all-sharing',
    terraform: `resource "aws_ebs_snapshot_block_public_access" "this" {
  state = "block-all-sharing"
}`,
  },
  check: ({ snapshotPublicAccess: { state } }) =>
    passIf(
      [
        condition(
          state === 'block-all-sharing',
          text('All public sharing is blocked', 'Todo compartilhamento público está bloqueado'),
          {
            path: 'snapshotPublicAccess.state',
            actual: state,
            expected: 'block-all-sharing',
          },
        ),
      ],
      state === 'block-new-sharing'
        ? text('Snapshots that are public already stay public.', 'Snapshots que já são públicos continuam públicos.')
        : text('Snapshots can be shared with everyone.', 'Snapshots podem ser compartilhados com todos.'),
    ),
  examples: {
    'all blocked': { outcome: 'pass' },
    'only new ones blocked': { given: { snapshotPublicAccess: { state: 'block-new-sharing' } }, outcome: 'fail' },
    'not blocked': { given: { snapshotPublicAccess: { state: 'unblocked' } }, outcome: 'fail' },
  },
});
