import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Vpc } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-is-not-the-default',
  title: text('Regions have no default VPC', 'Regiões não têm VPC padrão'),
  severity: 'info',
  on: Vpc,
  needs: [],
  sameAs: ['cloudsploit/defaultVpcExists'],
  why: text(
    'While it exists, anything that is started without naming a network lands in it, on the internet.',
    'Enquanto ela existe, tudo o que é iniciado sem indicar a rede cai nela, na internet.',
  ),
  fix: {
    steps: [
      text(
        'Delete {{vpcId}} when it is empty. It can be created again with one command.',
        'Exclua {{vpcId}} quando estiver vazia. Ela pode ser recriada com um comando.',
      ),
    ],
    cli: 'aws ec2 delete-vpc --region {{region}} --vpc-id {{vpcId}}  # its subnets and gateway first; undo: aws ec2 create-default-vpc',
  },
  check: (_, { base }) =>
    passIf(
      [
        condition(!base.isDefault, text('It is not a default VPC', 'Não é uma VPC padrão'), {
          path: 'isDefault',
          actual: base.isDefault,
          expected: false,
        }),
      ],
      text('It is the default VPC of the region.', 'É a VPC padrão da região.'),
    ),
  examples: {
    'a designed VPC': { outcome: 'pass' },
    'the default VPC': { base: { isDefault: true }, outcome: 'fail' },
  },
});
