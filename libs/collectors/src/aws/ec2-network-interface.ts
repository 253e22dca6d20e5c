import { DescribeNetworkInterfacesCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, legible, tagsOf } from '@cspmexa/collector-kit';
import { Ec2NetworkInterface } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { groupIdsOf } from './sources/network-interface.js';

/** The service that made the interface for us, if one did. */
const managedBy = ({ RequesterManaged, RequesterId, Attachment }: NetworkInterface): string | null | undefined => {
  if (legible(RequesterManaged) === undefined) return undefined;
  return RequesterManaged ? (RequesterId ?? Attachment?.InstanceOwnerId ?? 'aws') : null;
};

export const ec2NetworkInterface = defineCollector<NetworkInterface>()({
  collects: Ec2NetworkInterface,
  list: describe(
    'ec2:DescribeNetworkInterfaces',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeNetworkInterfacesCommand(page), options),
    ({ NetworkInterfaces }) => NetworkInterfaces,
  ),
  base: ({ NetworkInterfaceId, VpcId, SubnetId, Groups }) => ({
    interfaceId: NetworkInterfaceId,
    vpcId: VpcId ?? null,
    subnetId: SubnetId ?? null,
    securityGroupIds: groupIdsOf(Groups),
  }),
  tags: ({ TagSet }) => tagsOf(TagSet),
  facets: {
    attachment: fromListing((one) => ({
      status: one.Status,
      type: one.InterfaceType,
      instanceId: one.Attachment?.InstanceId ?? null,
      managedBy: managedBy(one),
      publicIp: one.Association?.PublicIp ?? null,
    })),
  },
});
