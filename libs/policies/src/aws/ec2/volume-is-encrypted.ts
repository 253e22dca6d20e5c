import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Volume } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-volume-is-encrypted',
  title: text('EBS volumes are encrypted', 'Volumes EBS são criptografados'),
  severity: 'high',
  on: Ec2Volume,
  needs: ['encryption'],
  controls: ['fsbp/EC2.3'],
  sameAs: ['prowler/ec2_ebs_volume_encryption', 'cloudsploit/ebsEncryptionEnabled'],
  why: text(
    'Whoever gets a snapshot of an unencrypted volume reads it; encryption also asks for a permission on the key.',
    'Quem obtém um snapshot de um volume sem criptografia consegue lê-lo; a criptografia exige também permissão na chave.',
  ),
  fix: {
    steps: [
      text(
        'A volume cannot be encrypted in place: take a snapshot of {{volumeId}}, copy it with encryption, make a volume of the copy, and swap the two.',
        'Um volume não pode ser criptografado no lugar: crie um snapshot de {{volumeId}}, copie-o com criptografia, crie um volume da cópia e troque os dois.',
      ),
    ],
    cli: `aws ec2 create-snapshot --region {{region}} --volume-id {{volumeId}} --description "before encryption"
aws ec2 copy-snapshot --region {{region}} --source-region {{region}} --source-snapshot-id SNAPSHOT_ID --encrypted
aws ec2 create-volume --region {{region}} --availability-zone ZONE --snapshot-id ENCRYPTED_SNAPSHOT_ID`,
    terraform: `resource "aws_ebs_volume" "example" {
  availability_zone = "{{region}}a"
  size              = 100
  encrypted         = true
}`,
  },
  check: ({ encryption: { encrypted } }) =>
    passIf(
      [
        condition(encrypted, text('The volume is encrypted', 'O volume é criptografado'), {
          path: 'encryption.encrypted',
          actual: encrypted,
          expected: true,
        }),
      ],
      text('The volume is not encrypted.', 'O volume não é criptografado.'),
    ),
  examples: {
    encrypted: { outcome: 'pass' },
    'not encrypted': { given: { encryption: { encrypted: false, kmsKeyId: null } }, outcome: 'fail' },
  },
});
