import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Image } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-image-is-not-public',
  title: text('AMIs are not public', 'AMIs não são públicas'),
  severity: 'critical',
  on: Ec2Image,
  needs: ['permissions'],
  sameAs: ['prowler/ec2_ami_public', 'cloudsploit/publicAmi'],
  why: text(
    'Anyone can start the image and read its disk: code, keys and configuration that were on it.',
    'Qualquer um pode iniciar a imagem e ler seu disco: código, chaves e configuração que estavam nele.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, choose the AMI {{imageId}}, Actions, Edit AMI permissions, Private.',
        'No console do EC2, escolha a AMI {{imageId}}, Ações, Editar permissões da AMI, Privada.',
      ),
    ],
    cli: `aws ec2 modify-image-attribute --region {{region}} --image-id {{imageId}} --launch-permission 'Remove=[{Group=all}]'`,
    terraform: `resource "aws_ec2_image_block_public_access" "this" {
  state = "block-new-sharing"
}`,
  },
  check: ({ permissions }) =>
    passIf(
      [
        condition(!permissions.public, text('It is not shared with everyone', 'Não é compartilhada com todos'), {
          path: 'permissions.public',
          actual: permissions.public,
          expected: false,
        }),
      ],
      text('Everyone may start this image.', 'Qualquer um pode iniciar esta imagem.'),
    ),
  examples: {
    private: { outcome: 'pass' },
    public: { given: { permissions: { public: true } }, outcome: 'fail' },
  },
});
