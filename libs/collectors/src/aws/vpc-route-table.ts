import {
  DescribeRouteTablesCommand,
  type Route,
  type RouteTable,
  type RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, legible, tagsOf } from '@cspmexa/collector-kit';
import { VpcRouteTable } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

/** What a route leads to. Only one that leads nowhere any more may lack it. */
const targetOf = (route: Route): string | null | undefined =>
  [
    route.GatewayId,
    route.NatGatewayId,
    route.TransitGatewayId,
    route.VpcPeeringConnectionId,
    route.EgressOnlyInternetGatewayId,
    route.LocalGatewayId,
    route.CarrierGatewayId,
    route.CoreNetworkArn,
    route.OdbNetworkArn,
    route.NetworkInterfaceId,
    route.InstanceId,
  ].find(Boolean) ?? (route.State === 'blackhole' ? null : undefined);

/** Each association says whether it is the one that makes the table the main one. */
const isMain = (associations: readonly RouteTableAssociation[] | undefined): boolean | undefined =>
  associations?.every(({ Main }) => typeof Main === 'boolean') ? associations.some(({ Main }) => Main) : undefined;

export const vpcRouteTable = defineCollector<RouteTable>()({
  collects: VpcRouteTable,
  list: describe(
    'ec2:DescribeRouteTables',
    100,
    (ec2, page, options) => ec2.send(new DescribeRouteTablesCommand(page), options),
    ({ RouteTables }) => RouteTables,
  ),
  base: ({ RouteTableId, VpcId, Associations }) => ({
    routeTableId: RouteTableId,
    vpcId: VpcId,
    isMain: isMain(Associations),
    subnetIds: Associations?.flatMap(({ SubnetId }) => (legible(SubnetId) ? [SubnetId] : [])),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    routes: fromListing(({ Routes }) =>
      Routes?.map((route) => ({
        destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId,
        target: targetOf(route),
        state: route.State,
      })),
    ),
  },
});
