import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';

const face = { id: 'eni-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', securityGroupIds: ['sg-0a1b2c3d'] };

export default definePolicy({
  id: 'aws-ec2-instance-has-no-public-ip',
  title: text('Instances have no public IPv4 address', 'Instâncias não têm endereço IPv4 público'),
  severity: 'medium',
  on: Ec2Instance,
  needs: ['state', 'network'],
  controls: ['fsbp/EC2.9'],
  sameAs: ['prowler/ec2_instance_public_ip', 'cloudsploit/publicIpAddress'],
  why: text(
    'With a public address only the security group stands between the instance and everyone; one wrong rule exposes it.',
    'Com endereço público, só o grupo de segurança separa a instância de todos; uma regra errada a expõe.',
  ),
  fix: {
    steps: [
      text(
        'Put the instance in a private subnet behind a load balancer or NAT gateway, and release its elastic IP. An address that AWS gave at launch goes away when the interface setting is changed.',
        'Ponha a instância em uma sub-rede privada atrás de balanceador ou NAT e libere o IP elástico. Um endereço dado na execução sai ao mudar a configuração da interface.',
      ),
    ],
    cli: `aws ec2 describe-addresses --region {{region}} --filters Name=instance-id,Values={{instanceId}}
aws ec2 disassociate-address --region {{region}} --association-id ASSOCIATION_ID
# for an address that AWS assigned at launch:
aws ec2 modify-network-interface-attribute --region {{region}} --network-interface-id INTERFACE_ID --no-associate-public-ip-address`,
    terraform: `resource "aws_instance" "private" {
  # …
  associate_public_ip_address = false
}`,
  },
  check: ({ state, network }) => {
    const gone = skipGone(state);
    if (gone) return gone;
    const addresses = [...new Set([network.publicIp, ...network.interfaces.map(({ publicIp }) => publicIp)])].filter(
      (address) => address !== null,
    );
    return passIf(
      [
        condition(addresses.length === 0, text('It has no public IPv4 address', 'Não tem endereço IPv4 público'), {
          path: 'network.publicIp',
          actual: addresses,
        }),
      ],
      text(`It has the public address ${addresses.join(', ')}.`, `Tem o endereço público ${addresses.join(', ')}.`),
    );
  },
  examples: {
    'private only': { outcome: 'pass' },
    'a public address': {
      given: { network: { publicIp: '203.0.113.50', publicIpv6: [], publicDnsName: null, interfaces: [] } },
      outcome: 'fail',
    },
    'an elastic IP on a second interface': {
      given: {
        network: {
          publicIp: null,
          publicIpv6: [],
          publicDnsName: null,
          interfaces: [{ ...face, publicIp: '203.0.113.51' }],
        },
      },
      outcome: 'fail',
    },
    terminated: { given: terminated, outcome: 'skip' },
  },
});
