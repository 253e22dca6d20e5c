import { DescribeVpnConnectionsCommand, type VpnConnection as ListedConnection } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { VpnConnection } from '@cspmexa/resources';
import { describeAll } from './sources/describe.js';

export const vpcVpnConnection = defineCollector<ListedConnection>()({
  collects: VpnConnection,
  list: describeAll(
    'ec2:DescribeVpnConnections',
    (ec2, options) => ec2.send(new DescribeVpnConnectionsCommand({}), options),
    ({ VpnConnections }) => VpnConnections,
  ),
  base: ({ VpnConnectionId }) => ({ connectionId: VpnConnectionId }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    tunnels: fromListing(({ VgwTelemetry }) =>
      VgwTelemetry?.map(({ OutsideIpAddress, Status }) => ({
        outsideIp: OutsideIpAddress,
        status: Status,
      })),
    ),
  },
});
