import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-snapshot-is-not-public',
  title: text('EBS snapshots are not public', 'Snapshots EBS não são públicos'),
  severity: 'critical',
  on: Ec2Snapshot,
  needs: ['permissions'],
  controls: ['fsbp/EC2.1'],
  sameAs: ['prowler/ec2_ebs_public_snapshot', 'cloudsploit/ebsSnapshotPublic', 'cloudsploit/ebsSnapshotPrivate'],
  why: text(
    'Anyone with an AWS account can make a disk of it and read everything: files, keys, databases. Such snapshots are searched for all the time.',
    'Qualquer um com conta na AWS pode criar um disco dele e ler tudo: arquivos, chaves, bancos de dados. Esses snapshots são procurados o tempo todo.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, choose {{snapshotId}}, Actions, Modify permissions, Private. Treat what was on it as known to others.',
        'No console do EC2, escolha {{snapshotId}}, Ações, Modificar permissões, Privado. Considere que outros conhecem seu conteúdo.',
      ),
    ],
    cli: 'aws ec2 modify-snapshot-attribute --region {{region}} --snapshot-id {{snapshotId}} --attribute createVolumePermission --operation-type remove --group-names all',
    terraform: `resource "aws_ebs_snapshot_block_public_access" "this" {
  state = "block-all-sharing"
}`,
  },
  check: ({ permissions }) =>
    passIf(
      [
        condition(!permissions.public, text('It is not shared with everyone', 'Não é compartilhado com todos'), {
          path: 'permissions.public',
          actual: permissions.public,
          expected: false,
        }),
      ],
      text('Everyone may make a volume of this snapshot.', 'Qualquer um pode criar um volume deste snapshot.'),
    ),
  examples: {
    private: { outcome: 'pass' },
    'shared with one account': {
      given: { permissions: { public: false, accountIds: ['444455556666'] } },
      outcome: 'pass',
    },
    public: { given: { permissions: { public: true, accountIds: [] } }, outcome: 'fail' },
    'not allowed to look': {
      given: { permissions: { known: false, reason: 'denied', action: 'ec2:DescribeSnapshotAttribute', detail: '' } },
      outcome: 'unknown',
    },
  },
});
