import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Region } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-region-blocks-public-images',
  title: text('Public sharing of AMIs is blocked', 'O compartilhamento público de AMIs está bloqueado'),
  severity: 'medium',
  on: Ec2Region,
  needs: ['imagePublicAccess'],
  sameAs: ['prowler/ec2_ami_account_block_public_access'],
  why: text(
    'An image holds everything that was on the disk. The block refuses to share one with everyone by mistake.',
    'Uma imagem contém tudo o que estava no disco. O bloqueio impede compartilhá-la com todos por engano.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console of {{region}}, open Settings, Data protection and security, Block public access for AMIs, and block new public sharing.',
        'No console do EC2 de {{region}}, abra Configurações, Proteção de dados e segurança, Bloqueio de acesso público para AMIs, e bloqueie novos compartilhamentos.',
      ),
    ],
    cli: 'aws ec2 enable-image-block-public-access --region {{region}} --image-block-public-access-state block-new-sharing',
    terraform: `resource "aws_ec2_image_block_public_access" "this" {
  state = "block-new-sharing"
}`,
  },
  check: ({ imagePublicAccess: { state } }) =>
    passIf(
      [
        condition(
          state === 'block-new-sharing',
          text('New public sharing is blocked', 'Novos compartilhamentos públicos estão bloqueados'),
          {
            path: 'imagePublicAccess.state',
            actual: state,
            expected: 'block-new-sharing',
          },
        ),
      ],
      text('Images can be shared with everyone.', 'Imagens podem ser compartilhadas com todos.'),
    ),
  examples: {
    blocked: { outcome: 'pass' },
    'not blocked': { given: { imagePublicAccess: { state: 'unblocked' } }, outcome: 'fail' },
  },
});
