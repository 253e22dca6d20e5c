import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { VpcSubnet } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-subnet-assigns-no-public-ip',
  title: text(
    'Subnets assign no public IPv4 addresses by themselves',
    'Sub-redes não atribuem endereços IPv4 públicos sozinhas',
  ),
  severity: 'medium',
  on: VpcSubnet,
  needs: ['addressing'],
  controls: ['fsbp/EC2.15'],
  sameAs: ['prowler/vpc_subnet_no_public_ip_by_default'],
  why: text(
    'Whatever is started in the subnet stands on the internet, though nobody decided so.',
    'Tudo o que é iniciado na sub-rede fica na internet sem que ninguém tenha decidido isso.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Subnets, {{subnetId}}, Edit subnet settings, and turn off Auto-assign public IPv4 address.',
        'No console da VPC, abra Sub-redes, {{subnetId}}, Editar configurações, e desligue Atribuir endereço IPv4 público automaticamente.',
      ),
    ],
    cli: 'aws ec2 modify-subnet-attribute --region {{region}} --subnet-id {{subnetId}} --no-map-public-ip-on-launch',
    terraform: `resource "aws_subnet" "example" {
  # …
  map_public_ip_on_launch = false
}`,
  },
  check: ({ addressing: { publicIpOnLaunch } }) =>
    passIf(
      [
        condition(
          !publicIpOnLaunch,
          text('It assigns no public address at launch', 'Não atribui endereço público na execução'),
          {
            path: 'addressing.publicIpOnLaunch',
            actual: publicIpOnLaunch,
            expected: false,
          },
        ),
      ],
      text('It gives every new interface a public address.', 'Dá um endereço público a toda interface nova.'),
    ),
  examples: {
    'assigns none': { outcome: 'pass' },
    'assigns one': {
      given: { addressing: { publicIpOnLaunch: true, ipv6OnCreation: false, cidr: '10.0.1.0/24', availableIps: 250 } },
      outcome: 'fail',
    },
  },
});
