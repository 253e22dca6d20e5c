import { condition, definePolicy, passIf, sample, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot, Ec2Volume } from '@cspmexa/resources';
import { snapshotsByVolume } from '../indexes.js';

export default definePolicy({
  id: 'aws-ec2-volume-has-snapshots',
  title: text('EBS volumes have snapshots', 'Volumes EBS têm snapshots'),
  severity: 'medium',
  on: Ec2Volume,
  needs: [],
  reads: { snapshots: snapshotsByVolume },
  sameAs: ['prowler/ec2_ebs_volume_snapshots_exists', 'cloudsploit/ebsBackupEnabled'],
  why: text(
    'A volume lives in one zone. Without a snapshot, a failure, a deletion or ransomware takes the data for good.',
    'Um volume vive em uma só zona. Sem snapshot, uma falha, exclusão ou ransomware leva os dados de vez.',
  ),
  fix: {
    steps: [
      text(
        'Cover {{volumeId}} by a plan of AWS Backup or a policy of Data Lifecycle Manager.',
        'Inclua {{volumeId}} em um plano do AWS Backup ou em uma política do Data Lifecycle Manager.',
      ),
    ],
    cli: 'aws ec2 create-snapshot --region {{region}} --volume-id {{volumeId}}',
    terraform: `resource "aws_dlm_lifecycle_policy" "daily" {
  description        = "Daily snapshots"
  execution_role_arn = aws_iam_role.dlm.arn
  state              = "ENABLED"
  policy_details {
    resource_types = ["VOLUME"]
    target_tags = {
      Backup = "daily"
    }
    schedule {
      name = "daily"
      create_rule {
        interval = 24
      }
      retain_rule {
        count = 14
      }
    }
  }
}`,
  },
  check: (_, { base, related }) => {
    const snapshots = related.snapshots.of(base.volumeId).map(({ base: theirs }) => theirs.snapshotId);
    return passIf(
      [
        condition(snapshots.length > 0, text('It has a snapshot', 'Tem um snapshot'), {
          actual: snapshots.slice(0, 5),
        }),
      ],
      text('No snapshot was taken of it.', 'Nenhum snapshot foi criado dele.'),
    );
  },
  examples: {
    'a snapshot': { others: [sample(Ec2Snapshot)], outcome: 'pass' },
    'a snapshot of another volume': {
      others: [sample(Ec2Snapshot, { base: { volumeId: 'vol-0b1b2c3d' } })],
      outcome: 'fail',
    },
    'no snapshot': { outcome: 'fail' },
    'snapshots could not be listed': { unlisted: [Ec2Snapshot], outcome: 'unknown' },
  },
});
