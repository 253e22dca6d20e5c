import {
  DescribeVpcPeeringConnectionsCommand,
  type VpcPeeringConnection,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { VpcPeering } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

/** AWS leaves out the networks of a side that has not accepted, or is gone. */
const sideOf = (side: VpcPeeringConnectionVpcInfo | undefined) =>
  side && {
    vpcId: side.VpcId ?? null,
    accountId: side.OwnerId,
    cidrs: side.CidrBlockSet?.map(({ CidrBlock }) => CidrBlock) ?? (side.CidrBlock ? [side.CidrBlock] : []),
  };

export const vpcPeeringConnection = defineCollector<VpcPeeringConnection>()({
  collects: VpcPeering,
  list: describe(
    'ec2:DescribeVpcPeeringConnections',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeVpcPeeringConnectionsCommand(page), options),
    ({ VpcPeeringConnections }) => VpcPeeringConnections,
  ),
  base: ({ VpcPeeringConnectionId, RequesterVpcInfo, AccepterVpcInfo }) => ({
    peeringId: VpcPeeringConnectionId,
    requester: sideOf(RequesterVpcInfo),
    accepter: sideOf(AccepterVpcInfo),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: { status: fromListing(({ Status }) => ({ code: Status?.Code })) },
});
