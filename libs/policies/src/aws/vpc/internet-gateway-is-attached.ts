import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { VpcInternetGateway } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-internet-gateway-is-attached',
  title: text('Internet gateways are attached to a VPC', 'Internet gateways estão anexados a uma VPC'),
  severity: 'low',
  on: VpcInternetGateway,
  needs: ['attachments'],
  sameAs: ['cloudsploit/unusedVpcInternetGateways', 'cloudsploit/internetGatewayInVpc'],
  why: text(
    'A gateway that waits unused is one call away from putting a private network on the internet.',
    'Um gateway à espera está a uma chamada de pôr uma rede privada na internet.',
  ),
  fix: {
    steps: [text('Delete {{gatewayId}} if nobody needs it.', 'Exclua {{gatewayId}} se ninguém precisa dele.')],
    cli: 'aws ec2 delete-internet-gateway --region {{region}} --internet-gateway-id {{gatewayId}}',
  },
  check: ({ attachments }) =>
    passIf(
      [
        condition(
          attachments.some(({ state }) => !/^detach/.test(state ?? '')),
          text('A VPC uses it', 'Uma VPC o usa'),
          {
            path: 'attachments',
            actual: attachments,
          },
        ),
      ],
      text('No VPC uses it.', 'Nenhuma VPC o usa.'),
    ),
  examples: { attached: { outcome: 'pass' }, 'not attached': { given: { attachments: [] }, outcome: 'fail' } },
});
