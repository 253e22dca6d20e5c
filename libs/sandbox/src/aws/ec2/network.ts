import {
  Address$,
  ClientVpnEndpoint$,
  FlowLog$,
  InternetGateway$,
  NatGateway$,
  NetworkAcl$,
  NetworkInterface$,
  RouteTable$,
  Subnet$,
  TransitGateway$,
  Vpc$,
  VpcPeeringConnection$,
  VpnConnection$,
  type NetworkInterface,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { listingHandler } from './describe.js';

/** Operations that read the network: VPCs and what is in and between them. */
export const networkReads: Handlers<Ec2Context> = {
  DescribeVpcs: listingHandler((call) => call.ec2.vpcs.values(), 'Vpcs', 'VpcIds', {
    schema: Vpc$,
    id: (vpc) => vpc.VpcId,
    notFound: { code: 'InvalidVpcID.NotFound', noun: 'vpc ID' },
    filters: { isDefault: (vpc) => vpc.IsDefault, cidr: (vpc) => vpc.CidrBlock },
  }),
  DescribeSubnets: listingHandler((call) => call.ec2.subnets.values(), 'Subnets', 'SubnetIds', {
    schema: Subnet$,
    id: (subnet) => subnet.SubnetId,
    notFound: { code: 'InvalidSubnetID.NotFound', noun: 'subnet ID' },
    filters: { cidr: (subnet) => subnet.CidrBlock, defaultForAz: (subnet) => subnet.DefaultForAz },
  }),
  DescribeFlowLogs: listingHandler((call) => call.ec2.flowLogs.values(), 'FlowLogs', 'FlowLogIds', {
    schema: FlowLog$,
    id: (log) => log.FlowLogId,
    notFound: { code: 'InvalidFlowLogId.NotFound', noun: 'flow log ID' },
    pageRange: [1, 1000],
  }),
  DescribeRouteTables: listingHandler((call) => call.ec2.routeTables.values(), 'RouteTables', 'RouteTableIds', {
    schema: RouteTable$,
    id: (table) => table.RouteTableId,
    notFound: { code: 'InvalidRouteTableID.NotFound', noun: 'routeTable ID' },
    pageRange: [5, 100],
    filters: {
      'association.route-table-association-id': (table: RouteTable) =>
        table.Associations?.map((each) => each.RouteTableAssociationId),
      'route.destination-cidr-block': (table: RouteTable) => table.Routes?.map((route) => route.DestinationCidrBlock),
    },
  }),
  DescribeInternetGateways: listingHandler(
    (call) => call.ec2.internetGateways.values(),
    'InternetGateways',
    'InternetGatewayIds',
    {
      schema: InternetGateway$,
      id: (gateway) => gateway.InternetGatewayId,
      notFound: { code: 'InvalidInternetGatewayID.NotFound', noun: 'internetGateway ID' },
    },
  ),
  DescribeNatGateways: listingHandler((call) => call.ec2.natGateways.values(), 'NatGateways', 'NatGatewayIds', {
    schema: NatGateway$,
    id: (gateway) => gateway.NatGatewayId,
    notFound: { code: 'NatGatewayNotFound', noun: 'Nat gateway' },
  }),
  DescribeNetworkAcls: listingHandler((call) => call.ec2.networkAcls.values(), 'NetworkAcls', 'NetworkAclIds', {
    schema: NetworkAcl$,
    id: (acl) => acl.NetworkAclId,
    notFound: { code: 'InvalidNetworkAclID.NotFound', noun: 'networkAcl ID' },
    filters: { default: (acl) => acl.IsDefault },
  }),
  DescribeNetworkInterfaces: listingHandler(
    (call) => call.ec2.networkInterfaces.values(),
    'NetworkInterfaces',
    'NetworkInterfaceIds',
    {
      schema: NetworkInterface$,
      id: (card) => card.NetworkInterfaceId,
      notFound: { code: 'InvalidNetworkInterfaceID.NotFound', noun: 'networkInterface ID' },
      filters: {
        'group-id': (card: NetworkInterface) => card.Groups?.map((group) => group.GroupId),
        'group-name': (card: NetworkInterface) => card.Groups?.map((group) => group.GroupName),
        'addresses.private-ip-address': (card: NetworkInterface) =>
          card.PrivateIpAddresses?.map((address) => address.PrivateIpAddress),
      },
    },
  ),
  DescribeAddresses: listingHandler((call) => call.ec2.addresses.values(), 'Addresses', 'AllocationIds', {
    schema: Address$,
    id: (address) => address.AllocationId,
    notFound: { code: 'InvalidAllocationID.NotFound', noun: 'allocation ID' },
    paged: false,
  }),
  DescribeVpcPeeringConnections: listingHandler(
    (call) => call.ec2.peerings.values(),
    'VpcPeeringConnections',
    'VpcPeeringConnectionIds',
    {
      schema: VpcPeeringConnection$,
      id: (peering) => peering.VpcPeeringConnectionId,
      notFound: { code: 'InvalidVpcPeeringConnectionID.NotFound', noun: 'vpcPeeringConnection ID' },
      filters: { 'status-code': (peering) => peering.Status?.Code },
    },
  ),
  DescribeTransitGateways: listingHandler(
    (call) => call.ec2.transitGateways.values(),
    'TransitGateways',
    'TransitGatewayIds',
    {
      schema: TransitGateway$,
      id: (gateway) => gateway.TransitGatewayId,
      notFound: { code: 'InvalidTransitGatewayID.NotFound', noun: 'Transit Gateway' },
    },
  ),
  DescribeVpnConnections: listingHandler(
    (call) => call.ec2.vpnConnections.values(),
    'VpnConnections',
    'VpnConnectionIds',
    {
      schema: VpnConnection$,
      id: (connection) => connection.VpnConnectionId,
      notFound: { code: 'InvalidVpnConnectionID.NotFound', noun: 'vpnConnection ID' },
      paged: false,
    },
  ),
  DescribeClientVpnEndpoints: listingHandler(
    (call) => call.ec2.clientVpnEndpoints.values(),
    'ClientVpnEndpoints',
    'ClientVpnEndpointIds',
    {
      schema: ClientVpnEndpoint$,
      id: (endpoint) => endpoint.ClientVpnEndpointId,
      notFound: { code: 'InvalidClientVpnEndpointId.NotFound', noun: 'endpoint' },
    },
  ),
};
