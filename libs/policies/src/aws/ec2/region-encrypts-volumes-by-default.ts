import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Region } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-region-encrypts-volumes-by-default',
  title: text('New EBS volumes are encrypted by default', 'Novos volumes EBS são criptografados por padrão'),
  severity: 'medium',
  on: Ec2Region,
  needs: ['ebsEncryption'],
  controls: ['cis-aws-5.0/5.1.1', 'cis-aws-7.0/6.1.1', 'fsbp/EC2.7'],
  sameAs: ['prowler/ec2_ebs_default_encryption', 'cloudsploit/ebsDefaultEncryptionEnabled'],
  why: text(
    'With the default off, each volume depends on somebody who remembers to tick a box.',
    'Com o padrão desligado, cada volume depende de alguém lembrar de marcar uma opção.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console of {{region}}, open Settings, Data protection and security, EBS encryption, and always encrypt new volumes.',
        'No console do EC2 de {{region}}, abra Configurações, Proteção de dados e segurança, Criptografia do EBS, e sempre criptografe volumes novos.',
      ),
    ],
    cli: 'aws ec2 enable-ebs-encryption-by-default --region {{region}}',
    terraform: `resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}`,
  },
  check: ({ ebsEncryption: { byDefault } }) =>
    passIf(
      [
        condition(byDefault, text('Encryption by default is on', 'A criptografia por padrão está ligada'), {
          path: 'ebsEncryption.byDefault',
          actual: byDefault,
          expected: true,
        }),
      ],
      text('Encryption by default is off in this region.', 'A criptografia por padrão está desligada nesta região.'),
    ),
  examples: {
    on: { outcome: 'pass' },
    off: { given: { ebsEncryption: { byDefault: false } }, outcome: 'fail' },
    'not allowed to look': {
      given: { ebsEncryption: { known: false, reason: 'denied', action: 'ec2:GetEbsEncryptionByDefault', detail: '' } },
      outcome: 'unknown',
    },
  },
});
