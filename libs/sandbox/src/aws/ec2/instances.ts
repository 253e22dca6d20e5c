import {
  Instance$,
  type DescribeInstanceAttributeRequest,
  type DescribeInstancesRequest,
  type DescribeInstancesResult,
  type Instance,
  type InstanceAttribute,
  type Reservation,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { describe, need, type Listing } from './describe.js';
import type { InstanceRecord } from './state.js';

/** The error and noun of an instance that does not exist. */
export const NO_INSTANCE = { code: 'InvalidInstanceID.NotFound', noun: 'instance ID' };

const listing: Listing<Instance> = {
  schema: Instance$,
  id: (instance) => instance.InstanceId,
  notFound: NO_INSTANCE,
  filters: {
    'instance-state-name': (instance) => instance.State?.Name,
    'instance-state-code': (instance) => instance.State?.Code,
    'availability-zone': (instance) => instance.Placement?.AvailabilityZone,
    'instance.group-id': (instance) => instance.SecurityGroups?.map((group) => group.GroupId),
    'instance.group-name': (instance) => instance.SecurityGroups?.map((group) => group.GroupName),
    'group-id': (instance) => instance.SecurityGroups?.map((group) => group.GroupId),
    'ip-address': (instance) => instance.PublicIpAddress,
    'dns-name': (instance) => instance.PublicDnsName,
    'network-interface.network-interface-id': (instance) =>
      instance.NetworkInterfaces?.map((card) => card.NetworkInterfaceId),
    'iam-instance-profile.arn': (instance) => instance.IamInstanceProfile?.Arn,
    'block-device-mapping.volume-id': (instance) => instance.BlockDeviceMappings?.map((device) => device.Ebs?.VolumeId),
    'metadata-options.http-tokens': (instance) => instance.MetadataOptions?.HttpTokens,
    'metadata-options.http-endpoint': (instance) => instance.MetadataOptions?.HttpEndpoint,
  },
};

function describeInstances(call: Ec2Context, input: DescribeInstancesRequest): DescribeInstancesResult {
  if (input.MaxResults !== undefined && (input.InstanceIds?.length ?? 0) > 0) {
    const message = 'The parameter instancesSet cannot be used with the parameter maxResults';
    throw new AwsError('InvalidParameterCombination', message);
  }
  const records = call.ec2.instances;
  const all = [...records.values()].map((record) => record.instance);
  const page = describe(call, all, input.InstanceIds, input, listing);
  const reservations = new Map<string, Reservation & { Instances: Instance[] }>();
  for (const instance of page.items) {
    const id = records.get(instance.InstanceId ?? '')?.reservationId ?? '';
    const open = reservations.get(id);
    if (open !== undefined) open.Instances.push(instance);
    else reservations.set(id, { ReservationId: id, OwnerId: call.account.id, Groups: [], Instances: [instance] });
  }
  return { Reservations: [...reservations.values()], NextToken: page.next };
}

type AttributeReader = (record: InstanceRecord) => Omit<InstanceAttribute, 'InstanceId'>;

const ATTRIBUTES: Readonly<Record<string, AttributeReader>> = {
  userData: ({ userData }) => ({ UserData: userData === undefined ? {} : { Value: userData } }),
  instanceType: ({ instance }) => ({ InstanceType: { Value: instance.InstanceType } }),
  disableApiTermination: () => ({ DisableApiTermination: { Value: false } }),
  instanceInitiatedShutdownBehavior: () => ({ InstanceInitiatedShutdownBehavior: { Value: 'stop' } }),
  sourceDestCheck: ({ instance }) => ({ SourceDestCheck: { Value: instance.SourceDestCheck ?? true } }),
  ebsOptimized: ({ instance }) => ({ EbsOptimized: { Value: instance.EbsOptimized ?? false } }),
  groupSet: ({ instance }) => ({ Groups: instance.SecurityGroups ?? [] }),
  rootDeviceName: ({ instance }) => ({ RootDeviceName: { Value: instance.RootDeviceName } }),
  blockDeviceMapping: ({ instance }) => ({ BlockDeviceMappings: instance.BlockDeviceMappings ?? [] }),
};

function describeInstanceAttribute(call: Ec2Context, input: DescribeInstanceAttributeRequest): InstanceAttribute {
  const record = need(call.ec2.instances, input.InstanceId, NO_INSTANCE.code, NO_INSTANCE.noun);
  const read = ATTRIBUTES[input.Attribute ?? ''];
  if (read === undefined) {
    throw new AwsError('InvalidParameterValue', `Value (${input.Attribute}) for parameter attribute is invalid.`);
  }
  return { InstanceId: input.InstanceId, ...read(record) };
}

/** Operations that read instances. */
export const instanceReads: Handlers<Ec2Context> = {
  DescribeInstances: describeInstances,
  DescribeInstanceAttribute: describeInstanceAttribute,
};
