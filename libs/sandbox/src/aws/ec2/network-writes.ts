import type {
  CreateFlowLogsRequest,
  CreateVpcRequest,
  CreateNetworkAclEntryRequest,
  DeleteFlowLogsRequest,
  DeleteNetworkAclEntryRequest,
  DeleteVpcRequest,
  DisassociateAddressRequest,
  FlowLog,
  ModifySubnetAttributeRequest,
  NetworkAcl,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { makeFlowLog, makeVpc } from '../make/network.js';
import { need } from './describe.js';
import { givenTags } from './tags.js';

function placeOf(call: Ec2Context): { account: Ec2Context['account']; region: string; at: Date } {
  return { account: call.account, region: call.region, at: call.now };
}

function createFlowLogs(call: Ec2Context, input: CreateFlowLogsRequest): object {
  const Unsuccessful: object[] = [];
  const FlowLogIds: string[] = [];
  for (const id of input.ResourceIds ?? []) {
    const known = call.ec2.vpcs.has(id) || call.ec2.subnets.has(id) || call.ec2.networkInterfaces.has(id);
    if (!known) {
      const Error = { Code: 'InvalidVpcId.NotFound', Message: `The resource '${id}' does not exist` };
      Unsuccessful.push({ ResourceId: id, Error });
      continue;
    }
    const log: FlowLog = makeFlowLog(placeOf(call), id, input.LogGroupName ?? '');
    log.TrafficType = input.TrafficType ?? 'ALL';
    log.LogDestinationType = input.LogDestinationType ?? 'cloud-watch-logs';
    if (input.LogDestination !== undefined) log.LogDestination = input.LogDestination;
    if (input.LogGroupName === undefined) delete log.LogGroupName;
    if (input.DeliverLogsPermissionArn !== undefined) log.DeliverLogsPermissionArn = input.DeliverLogsPermissionArn;
    FlowLogIds.push(log.FlowLogId ?? '');
  }
  return { FlowLogIds, Unsuccessful, ClientToken: input.ClientToken };
}

function modifySubnet(call: Ec2Context, input: ModifySubnetAttributeRequest): object {
  const subnet = need(call.ec2.subnets, input.SubnetId, 'InvalidSubnetID.NotFound', 'subnet ID');
  if (input.MapPublicIpOnLaunch?.Value !== undefined) subnet.MapPublicIpOnLaunch = input.MapPublicIpOnLaunch.Value;
  if (input.AssignIpv6AddressOnCreation?.Value !== undefined) {
    subnet.AssignIpv6AddressOnCreation = input.AssignIpv6AddressOnCreation.Value;
  }
  return {};
}

interface EntryKey {
  NetworkAclId?: string | undefined;
  RuleNumber?: number | undefined;
  Egress?: boolean | undefined;
}

function aclOf(call: Ec2Context, { NetworkAclId }: EntryKey): NetworkAcl {
  return need(call.ec2.networkAcls, NetworkAclId, 'InvalidNetworkAclID.NotFound', 'networkAcl ID');
}

/** Removes the entry of a number and direction; answers whether there was one. */
function removeEntry(acl: NetworkAcl, { RuleNumber, Egress }: EntryKey): boolean {
  const before = acl.Entries ?? [];
  acl.Entries = before.filter((entry) => entry.RuleNumber !== RuleNumber || entry.Egress !== (Egress ?? false));
  return acl.Entries.length < before.length;
}

function noEntry({ NetworkAclId, RuleNumber }: EntryKey): AwsError {
  const message = `The network acl entry identified by ${RuleNumber} in the network acl ${NetworkAclId} does not exist.`;
  return new AwsError('InvalidNetworkAclEntry.NotFound', message);
}

function putEntry(acl: NetworkAcl, input: CreateNetworkAclEntryRequest): void {
  const { RuleNumber, Protocol, RuleAction, Egress, CidrBlock, Ipv6CidrBlock, PortRange, IcmpTypeCode } = input;
  const entry = { RuleNumber, Protocol, RuleAction, Egress, CidrBlock, Ipv6CidrBlock, PortRange, IcmpTypeCode };
  acl.Entries = [...(acl.Entries ?? []), entry].sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
}

/** Operations that change networks. */
export const networkWrites: Handlers<Ec2Context> = {
  CreateVpc: (call, input: CreateVpcRequest) => {
    if (!/^[\d.]+\/(1[6-9]|2[0-8])$/.test(input.CidrBlock ?? '')) {
      throw new AwsError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
    }
    return { Vpc: makeVpc(placeOf(call), input.CidrBlock ?? '', givenTags(input.TagSpecifications)).vpc };
  },
  DeleteVpc: (call, input: DeleteVpcRequest) => {
    const id = input.VpcId ?? '';
    need(call.ec2.vpcs, id, 'InvalidVpcID.NotFound', 'vpc ID');
    if ([...call.ec2.subnets.values()].some((subnet) => subnet.VpcId === id)) {
      throw new AwsError('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
    }
    call.ec2.vpcs.delete(id);
    for (const table of call.ec2.routeTables.values()) {
      if (table.VpcId === id) call.ec2.routeTables.delete(table.RouteTableId ?? '');
    }
    for (const acl of call.ec2.networkAcls.values()) {
      if (acl.VpcId === id) call.ec2.networkAcls.delete(acl.NetworkAclId ?? '');
    }
    for (const { group } of call.ec2.securityGroups.values()) {
      if (group.VpcId === id) call.ec2.securityGroups.delete(group.GroupId ?? '');
    }
    return {};
  },
  CreateFlowLogs: createFlowLogs,
  DeleteFlowLogs: (call, input: DeleteFlowLogsRequest) => {
    for (const id of input.FlowLogIds ?? []) {
      need(call.ec2.flowLogs, id, 'InvalidFlowLogId.NotFound', 'flow log ID');
      call.ec2.flowLogs.delete(id);
    }
    return { Unsuccessful: [] };
  },
  ModifySubnetAttribute: modifySubnet,
  CreateNetworkAclEntry: (call, input: CreateNetworkAclEntryRequest) => {
    const acl = aclOf(call, input);
    const taken = acl.Entries?.some(
      (entry) => entry.RuleNumber === input.RuleNumber && entry.Egress === (input.Egress ?? false),
    );
    if (taken === true) {
      const message = `The network acl entry identified by ${input.RuleNumber} already exists.`;
      throw new AwsError('NetworkAclEntryAlreadyExists', message);
    }
    putEntry(acl, input);
    return {};
  },
  ReplaceNetworkAclEntry: (call, input: CreateNetworkAclEntryRequest) => {
    const acl = aclOf(call, input);
    if (!removeEntry(acl, input)) throw noEntry(input);
    putEntry(acl, input);
    return {};
  },
  DeleteNetworkAclEntry: (call, input: DeleteNetworkAclEntryRequest) => {
    if (!removeEntry(aclOf(call, input), input)) throw noEntry(input);
    return {};
  },
  DisassociateAddress: (call, input: DisassociateAddressRequest) => {
    const address = [...call.ec2.addresses.values()].find(
      (each) => each.AssociationId === input.AssociationId || each.PublicIp === input.PublicIp,
    );
    if (address === undefined) {
      const message = `The association ID '${input.AssociationId}' does not exist`;
      throw new AwsError('InvalidAssociationID.NotFound', message);
    }
    const instance = call.ec2.instances.get(address.InstanceId ?? '')?.instance;
    if (instance !== undefined) {
      delete instance.PublicIpAddress;
      instance.PublicDnsName = '';
      for (const card of instance.NetworkInterfaces ?? []) {
        delete card.Association;
        delete call.ec2.networkInterfaces.get(card.NetworkInterfaceId ?? '')?.Association;
      }
    }
    for (const field of ['AssociationId', 'InstanceId', 'NetworkInterfaceId', 'PrivateIpAddress'] as const) {
      delete address[field];
    }
    return {};
  },
  ReleaseAddress: (call, input: ReleaseAddressRequest) => {
    const address = need(call.ec2.addresses, input.AllocationId, 'InvalidAllocationID.NotFound', 'allocation ID');
    if (address.AssociationId !== undefined) {
      throw new AwsError('InvalidIPAddress.InUse', `Address ${address.PublicIp} is in use.`);
    }
    call.ec2.addresses.delete(input.AllocationId ?? '');
    return {};
  },
};
