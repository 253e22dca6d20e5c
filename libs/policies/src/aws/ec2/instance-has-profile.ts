import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';

export default definePolicy({
  id: 'aws-ec2-instance-has-profile',
  title: text('Instances get their credentials from a role', 'Instâncias obtêm credenciais de uma função'),
  severity: 'medium',
  on: Ec2Instance,
  needs: ['state', 'profile'],
  controls: ['cis-aws-5.0/1.17', 'cis-aws-7.0/2.16'],
  sameAs: ['prowler/ec2_instance_profile_attached', 'cloudsploit/instanceIamRole'],
  why: text(
    'Without a role, programs on the instance use access keys in files, which are never rotated and easily copied.',
    'Sem função, os programas da instância usam chaves de acesso em arquivos, que nunca são trocadas e se copiam com facilidade.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, choose {{instanceId}}, Actions, Security, Modify IAM role, and choose a role with only the needed permissions.',
        'No console do EC2, escolha {{instanceId}}, Ações, Segurança, Modificar função do IAM, e escolha uma função só com as permissões necessárias.',
      ),
    ],
    cli: 'aws ec2 associate-iam-instance-profile --region {{region}} --instance-id {{instanceId}} --iam-instance-profile Name=PROFILE_NAME',
    terraform: `resource "aws_instance" "example" {
  # …
  iam_instance_profile = aws_iam_instance_profile.example.name
}`,
  },
  check: ({ state, profile }) =>
    skipGone(state) ??
    passIf(
      [
        condition(profile !== null, text('It has an instance profile', 'Tem um perfil de instância'), {
          path: 'profile.arn',
          actual: profile?.arn ?? null,
        }),
      ],
      text('It has no instance profile.', 'Não tem perfil de instância.'),
    ),
  examples: {
    'a profile': { outcome: 'pass' },
    'no profile': { given: { profile: null }, outcome: 'fail' },
    terminated: { given: { ...terminated, profile: null }, outcome: 'skip' },
  },
});
