import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { Ec2Image } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-image-is-encrypted',
  title: text('Disks of AMIs are encrypted', 'Discos das AMIs são criptografados'),
  severity: 'medium',
  on: Ec2Image,
  needs: ['disks'],
  sameAs: ['cloudsploit/encryptedAmi'],
  why: text(
    'Instances from an unencrypted image start with unencrypted disks, and the image can be shared with everyone.',
    'Instâncias de uma imagem sem criptografia nascem com discos sem criptografia, e a imagem pode ser compartilhada com todos.',
  ),
  fix: {
    steps: [
      text(
        'Copy {{imageId}} with encryption and deregister the original.',
        'Copie {{imageId}} com criptografia e cancele o registro da original.',
      ),
    ],
    cli: `aws ec2 copy-image --region {{region}} --source-region {{region}} --source-image-id {{imageId}} --name {{imageId}}-encrypted --encrypted
aws ec2 deregister-image --region {{region}} --image-id {{imageId}}`,
    terraform: `resource "aws_ami_copy" "encrypted" {
  name              = "{{imageId}}-encrypted"
  source_ami_id     = "{{imageId}}"
  source_ami_region = "{{region}}"
  encrypted         = true
}`,
  },
  check: ({ disks }) => {
    const onEbs = disks.filter(({ snapshotId, encrypted }) => snapshotId !== null || encrypted !== null);
    if (onEbs.length === 0) return skip(text('It has no EBS disk.', 'Não tem disco EBS.'));
    const open = onEbs.filter(({ encrypted }) => encrypted !== true).map(({ snapshotId }) => snapshotId);
    return passIf(
      [
        condition(open.length === 0, text('Every EBS disk is encrypted', 'Todo disco EBS é criptografado'), {
          path: 'disks',
          actual: open,
        }),
      ],
      text(`Not encrypted: ${open.join(', ')}.`, `Sem criptografia: ${open.join(', ')}.`),
    );
  },
  examples: {
    encrypted: { outcome: 'pass' },
    'one of two disks is not': {
      given: {
        disks: [
          { snapshotId: 'snap-0a1b2c3d', encrypted: true },
          { snapshotId: 'snap-0b1b2c3d', encrypted: false },
        ],
      },
      outcome: 'fail',
    },
    'AWS does not say, which means no': {
      given: { disks: [{ snapshotId: 'snap-0a1b2c3d', encrypted: null }] },
      outcome: 'fail',
    },
    'instance store only': { given: { disks: [{ snapshotId: null, encrypted: null }] }, outcome: 'skip' },
  },
});
