import { DescribeSubnetsCommand, type Subnet } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { VpcSubnet } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

export const vpcSubnet = defineCollector<Subnet>()({
  collects: VpcSubnet,
  list: describe(
    'ec2:DescribeSubnets',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeSubnetsCommand(page), options),
    ({ Subnets }) => Subnets,
  ),
  base: ({ SubnetId, VpcId, AvailabilityZone }) => ({
    subnetId: SubnetId,
    vpcId: VpcId,
    availabilityZone: AvailabilityZone ?? null,
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    addressing: fromListing((subnet) => ({
      publicIpOnLaunch: subnet.MapPublicIpOnLaunch,
      ipv6OnCreation: subnet.AssignIpv6AddressOnCreation,
      cidr: subnet.CidrBlock ?? null,
      availableIps: subnet.AvailableIpAddressCount,
    })),
  },
});
