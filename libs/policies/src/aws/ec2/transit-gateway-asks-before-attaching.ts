import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2TransitGateway } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-ec2-transit-gateway-asks-before-attaching',
  title: text(
    'Transit gateways do not accept attachments by themselves',
    'Transit gateways não aceitam anexos sozinhos',
  ),
  severity: 'high',
  on: Ec2TransitGateway,
  needs: ['options'],
  controls: ['fsbp/EC2.23'],
  sameAs: ['prowler/ec2_transitgateway_auto_accept_vpc_attachments'],
  why: text(
    'Any account with which the gateway is shared can connect its network to yours without anybody who looks at it.',
    'Qualquer conta com que o gateway é compartilhado conecta sua rede à sua sem que ninguém confira.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Transit gateways, {{gatewayId}}, Modify, and turn off Auto accept shared attachments.',
        'No console da VPC, abra Transit gateways, {{gatewayId}}, Modificar, e desligue Aceitar automaticamente anexos compartilhados.',
      ),
    ],
    cli: 'aws ec2 modify-transit-gateway --region {{region}} --transit-gateway-id {{gatewayId}} --options AutoAcceptSharedAttachments=disable',
    terraform: `resource "aws_ec2_transit_gateway" "example" {
  auto_accept_shared_attachments = "disable"
}`,
  },
  check: ({ options: { autoAcceptSharedAttachments } }) =>
    passIf(
      [
        condition(
          autoAcceptSharedAttachments !== 'enable',
          text('Attachments wait for approval', 'Anexos esperam aprovação'),
          {
            path: 'options.autoAcceptSharedAttachments',
            actual: autoAcceptSharedAttachments,
            expected: 'disable',
          },
        ),
      ],
      text('Shared attachments are accepted by themselves.', 'Anexos compartilhados são aceitos automaticamente.'),
    ),
  examples: {
    'waits for approval': { outcome: 'pass' },
    'accepts by itself': { given: { options: { autoAcceptSharedAttachments: 'enable' } }, outcome: 'fail' },
  },
});
