import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { VpnConnection } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-vpn-tunnels-up',
  title: text('Both tunnels of a VPN connection are up', 'Os dois túneis de uma conexão VPN estão ativos'),
  severity: 'medium',
  on: VpnConnection,
  needs: ['tunnels'],
  controls: ['fsbp/EC2.20'],
  sameAs: ['prowler/vpc_vpn_connection_tunnels_up', 'cloudsploit/vpnTunnelState'],
  why: text(
    'With one tunnel down, the next maintenance by AWS cuts the connection.',
    'Com um túnel fora, a próxima manutenção da AWS corta a conexão.',
  ),
  fix: {
    steps: [
      text(
        'On the customer gateway, configure and start the tunnel that is down; the configuration can be downloaded from {{connectionId}}.',
        'No gateway do cliente, configure e inicie o túnel que está fora; a configuração pode ser baixada de {{connectionId}}.',
      ),
    ],
    cli: `aws ec2 describe-vpn-connections --region {{region}} --vpn-connection-ids {{connectionId}} --query 'VpnConnections[].VgwTelemetry[].[OutsideIpAddress,Status,StatusMessage]' --output table`,
  },
  check: ({ tunnels }) => {
    if (tunnels.length === 0) return skip(text('AWS reports no tunnels.', 'A AWS não informa túneis.'));
    const down = tunnels.filter(({ status }) => status !== 'UP').map(({ outsideIp }) => outsideIp);
    return passIf(
      [
        condition(down.length === 0, text('Every tunnel is up', 'Todo túnel está ativo'), {
          path: 'tunnels',
          actual: tunnels,
        }),
      ],
      text(`Down: ${down.join(', ')}.`, `Fora: ${down.join(', ')}.`),
    );
  },
  examples: {
    'both up': { outcome: 'pass' },
    'one down': {
      given: {
        tunnels: [
          { outsideIp: '203.0.113.20', status: 'UP' },
          { outsideIp: '203.0.113.21', status: 'DOWN' },
        ],
      },
      outcome: 'fail',
    },
    'no tunnels': { given: { tunnels: [] }, outcome: 'skip' },
  },
});
