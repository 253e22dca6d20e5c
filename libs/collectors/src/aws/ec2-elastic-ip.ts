import { DescribeAddressesCommand, type Address } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { Ec2ElasticIp } from '@cspmexa/resources';
import { describeAll } from './sources/describe.js';

export const ec2ElasticIp = defineCollector<Address>()({
  collects: Ec2ElasticIp,
  list: describeAll(
    'ec2:DescribeAddresses',
    (ec2, options) => ec2.send(new DescribeAddressesCommand({}), options),
    ({ Addresses }) => Addresses,
  ),
  base: ({ AllocationId, PublicIp }) => ({ allocationId: AllocationId, publicIp: PublicIp }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    association: fromListing(({ AssociationId, NetworkInterfaceId, InstanceId }) => ({
      id: AssociationId ?? null,
      interfaceId: NetworkInterfaceId ?? null,
      instanceId: InstanceId ?? null,
    })),
  },
});
