import { DescribeFlowLogsCommand, DescribeVpcsCommand, type Vpc as ListedVpc } from '@aws-sdk/client-ec2';
import { defineCollector, fromSource, legible, tagsOf, wholeOf } from '@cspmexa/collector-kit';
import { Vpc } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { ownedHere } from './sources/owned-here.js';

/** All flow logs of the region; those of VPCs, subnets and interfaces alike. */
const flowLogs = describe(
  'ec2:DescribeFlowLogs',
  1_000,
  (ec2, page, options) => ec2.send(new DescribeFlowLogsCommand(page), options),
  ({ FlowLogs }) => FlowLogs,
);

export const vpcVpc = defineCollector<ListedVpc>()({
  collects: Vpc,
  list: ownedHere(
    describe(
      'ec2:DescribeVpcs',
      1_000,
      (ec2, page, options) => ec2.send(new DescribeVpcsCommand(page), options),
      ({ Vpcs }) => Vpcs,
    ),
  ),
  base: ({ VpcId, IsDefault, CidrBlock }) => ({ vpcId: VpcId, isDefault: IsDefault, cidr: CidrBlock ?? null }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    flowLogs: fromSource(flowLogs, (listing, { VpcId }) =>
      wholeOf(listing)
        // One that does not say what it watches could be ours.
        .filter(({ ResourceId }) => legible(ResourceId) === undefined || ResourceId === VpcId)
        .map(({ FlowLogId, FlowLogStatus, TrafficType, DeliverLogsStatus, ResourceId }) => ({
          id: ResourceId && FlowLogId,
          status: FlowLogStatus,
          trafficType: TrafficType,
          deliveryStatus: DeliverLogsStatus ?? null,
        })),
    ),
  },
});
