import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type Instance,
  type InstanceNetworkInterface,
} from '@aws-sdk/client-ec2';
import {
  defineCollector,
  fromCall,
  fromListing,
  malformed,
  tagsOf,
  whenOf,
  type FacetReader,
} from '@cspmexa/collector-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { groupIdsOf } from './sources/network-interface.js';
import { userDataText } from './sources/user-data.js';

/** `User initiated (2026-01-10 12:00:00 GMT)`, while the instance is stopped. */
function stoppedAt({ State, StateTransitionReason }: Instance): string | null {
  if (State?.Name !== 'stopped' && State?.Name !== 'stopping') return null;
  const [, day, time] =
    /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(StateTransitionReason ?? '') ?? [];
  return day && time ? `${day}T${time}.000Z` : null;
}

/** A list that AWS always sends. @throws CallFailure where it did not. */
function listedIn<T>(list: readonly T[] | undefined): readonly T[] {
  if (!list) throw malformed('ec2:DescribeInstances', 'The instance lacks a list.');
  return list;
}

const isMonitored: Readonly<Record<string, boolean>> = {
  enabled: true,
  pending: true,
  disabled: false,
  disabling: false,
};

const interfaceOf = (one: InstanceNetworkInterface) => ({
  id: one.NetworkInterfaceId,
  subnetId: one.SubnetId ?? null,
  securityGroupIds: groupIdsOf(one.Groups),
  publicIp: one.Association?.PublicIp ?? null,
});

const ipv6Of = ({ NetworkInterfaces }: Instance): (string | undefined)[] =>
  listedIn(NetworkInterfaces).flatMap((one) => listedIn(one.Ipv6Addresses).map(({ Ipv6Address }) => Ipv6Address));

/**
 * AWS gives the attribute of an instance that is gone or going for some time, and then no more: there is nothing left
 * to judge.
 */
const isGone = ({ State }: Instance): boolean => State?.Name === 'terminated' || State?.Name === 'shutting-down';

const userData: FacetReader<Instance> = fromCall({
  action: 'ec2:DescribeInstanceAttribute',
  read: async (aws, instance, { region }) => {
    if (isGone(instance)) return null;
    const action = 'ec2:DescribeInstanceAttribute';
    const { UserData } = await aws.call(action, (options) =>
      aws.clients
        .ec2(region)
        .send(
          new DescribeInstanceAttributeCommand({ InstanceId: instance.InstanceId, Attribute: 'userData' }),
          options,
        ),
    );
    if (UserData === undefined) throw malformed(action, 'The answer lacks the attribute.');
    return userDataText(UserData.Value);
  },
});

export const ec2Instance = defineCollector<Instance>()({
  collects: Ec2Instance,
  list: describe(
    'ec2:DescribeInstances',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeInstancesCommand(page), options),
    // A reservation without instances makes no sense: it counts as one instance that cannot be identified.
    ({ Reservations }) => Reservations?.flatMap(({ Instances }): readonly Instance[] => Instances ?? [{}]),
  ),
  base: ({ InstanceId, VpcId, SubnetId, SecurityGroups, NetworkInterfaces, ImageId }) => ({
    instanceId: InstanceId,
    vpcId: VpcId ?? null,
    subnetId: SubnetId ?? null,
    securityGroupIds: [
      ...new Set([
        ...listedIn(groupIdsOf(SecurityGroups)),
        ...listedIn(NetworkInterfaces).flatMap(({ Groups }) => listedIn(groupIdsOf(Groups))),
      ]),
    ],
    imageId: ImageId ?? null,
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    state: fromListing((instance) => ({ name: instance.State?.Name, stoppedAt: stoppedAt(instance) })),
    metadataOptions: fromListing(
      ({ MetadataOptions }) =>
        MetadataOptions && {
          httpEndpoint: MetadataOptions.HttpEndpoint,
          httpTokens: MetadataOptions.HttpTokens,
          hopLimit: MetadataOptions.HttpPutResponseHopLimit,
        },
    ),
    network: fromListing((instance) => ({
      publicIp: instance.PublicIpAddress ?? null,
      publicIpv6: ipv6Of(instance),
      publicDnsName: instance.PublicDnsName ?? null,
      interfaces: instance.NetworkInterfaces?.map(interfaceOf),
    })),
    profile: fromListing(({ IamInstanceProfile }) => (IamInstanceProfile ? { arn: IamInstanceProfile.Arn } : null)),
    volumes: fromListing(({ BlockDeviceMappings }) => BlockDeviceMappings?.map(({ Ebs }) => Ebs?.VolumeId)),
    monitoring: fromListing(({ Monitoring }) => ({ detailed: isMonitored[Monitoring?.State ?? ''] })),
    launch: fromListing((instance) => ({
      launchedAt: whenOf(instance.LaunchTime),
      type: instance.InstanceType,
      keyName: instance.KeyName ?? null,
      virtualization: instance.VirtualizationType,
      platform: instance.Platform ?? null,
      lifecycle: instance.InstanceLifecycle ?? null,
    })),
    enclave: fromListing(({ EnclaveOptions }) => ({ enabled: EnclaveOptions ? EnclaveOptions.Enabled : false })),
    userData,
  },
});
