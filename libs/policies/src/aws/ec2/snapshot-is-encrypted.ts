import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-snapshot-is-encrypted',
  title: text('EBS snapshots are encrypted', 'Snapshots EBS são criptografados'),
  severity: 'high',
  on: Ec2Snapshot,
  needs: ['encryption'],
  sameAs: ['prowler/ec2_ebs_snapshots_encrypted', 'cloudsploit/ebsEncryptedSnapshots'],
  why: text(
    'An unencrypted snapshot can be shared with any account, even with everyone; an encrypted one cannot be made public.',
    'Um snapshot sem criptografia pode ser compartilhado com qualquer conta, até com todos; um criptografado não pode se tornar público.',
  ),
  fix: {
    steps: [
      text(
        'Copy {{snapshotId}} with encryption and delete the original.',
        'Copie {{snapshotId}} com criptografia e exclua o original.',
      ),
    ],
    cli: `aws ec2 copy-snapshot --region {{region}} --source-region {{region}} --source-snapshot-id {{snapshotId}} --encrypted
aws ec2 delete-snapshot --region {{region}} --snapshot-id {{snapshotId}}`,
    terraform: `resource "aws_ebs_snapshot_copy" "encrypted" {
  source_snapshot_id = "{{snapshotId}}"
  source_region      = "{{region}}"
  encrypted          = true
}`,
  },
  check: ({ encryption: { encrypted } }) =>
    passIf(
      [
        condition(encrypted, text('The snapshot is encrypted', 'O snapshot é criptografado'), {
          path: 'encryption.encrypted',
          actual: encrypted,
          expected: true,
        }),
      ],
      text('The snapshot is not encrypted.', 'O snapshot não é criptografado.'),
    ),
  examples: {
    encrypted: { outcome: 'pass' },
    'not encrypted': { given: { encryption: { encrypted: false, kmsKeyId: null } }, outcome: 'fail' },
  },
});
