/** Making networks as EC2 makes them: a new VPC comes with its main route table, network ACL and default group. */
import type {
  FlowLog,
  InternetGateway,
  NetworkAcl,
  RouteTable,
  SecurityGroupRule,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import { zonePrefix } from '../ec2/region-settings.js';
import { addRules } from '../ec2/rules.js';
import type { SecurityGroupRecord } from '../ec2/state.js';
import { ec2Arn, ec2At, tagsOf, type Place, type TagMap } from './place.js';

/** A VPC and what came with it. */
export interface MadeVpc {
  id: string;
  cidr: string;
  vpc: Vpc;
  mainRouteTable: RouteTable;
  networkAcl: NetworkAcl;
  defaultGroup: SecurityGroupRecord;
}

/** Makes a VPC. */
export function makeVpc(place: Place, cidr: string, tags: TagMap = {}, isDefault = false): MadeVpc {
  const { account } = place;
  const ec2 = ec2At(place);
  const id = account.ids.ec2('vpc');
  const vpc: Vpc = {
    VpcId: id,
    OwnerId: account.id,
    CidrBlock: cidr,
    CidrBlockAssociationSet: [
      { AssociationId: account.ids.ec2('vpc-cidr-assoc'), CidrBlock: cidr, CidrBlockState: { State: 'associated' } },
    ],
    DhcpOptionsId: account.ids.ec2('dopt'),
    InstanceTenancy: 'default',
    IsDefault: isDefault,
    State: 'available',
    ...tagsOf(tags),
  };
  ec2.vpcs.set(id, vpc);
  return {
    id,
    cidr,
    vpc,
    mainRouteTable: makeRouteTable(place, id, cidr, [], true),
    networkAcl: makeNetworkAcl(place, id, [], true),
    defaultGroup: makeDefaultGroup(place, id),
  };
}

function makeDefaultGroup(place: Place, vpcId: string): SecurityGroupRecord {
  const record = makeSecurityGroup(place, vpcId, 'default', 'default VPC security group', []);
  const own = { UserId: place.account.id, GroupId: record.group.GroupId };
  const rule = { GroupOwnerId: place.account.id, IsEgress: false, IpProtocol: '-1', FromPort: -1, ToPort: -1 };
  addRules(record, [{ ...rule, ReferencedGroupInfo: own }], place.account.ids);
  return record;
}

/** Makes a route table; subnets that are given use it instead of the VPC's main one. */
export function makeRouteTable(
  place: Place,
  vpcId: string,
  cidr: string,
  subnetIds: readonly string[],
  main = false,
  tags: TagMap = {},
): RouteTable {
  const { ids } = place.account;
  const id = ids.ec2('rtb');
  const association = { RouteTableId: id, AssociationState: { State: 'associated' as const } };
  const table: RouteTable = {
    RouteTableId: id,
    VpcId: vpcId,
    OwnerId: place.account.id,
    Associations: [
      ...(main ? [{ ...association, Main: true, RouteTableAssociationId: ids.ec2('rtbassoc') }] : []),
      ...subnetIds.map((SubnetId) => ({
        ...association,
        Main: false,
        RouteTableAssociationId: ids.ec2('rtbassoc'),
        SubnetId,
      })),
    ],
    PropagatingVgws: [],
    Routes: [{ DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
    ...tagsOf(tags),
  };
  ec2At(place).routeTables.set(id, table);
  return table;
}

/** Adds a default route through an internet or NAT gateway to a table. */
export function routeToInternet(table: RouteTable, gatewayId: string): void {
  const target = gatewayId.startsWith('nat-') ? { NatGatewayId: gatewayId } : { GatewayId: gatewayId };
  table.Routes = [
    ...(table.Routes ?? []),
    { DestinationCidrBlock: '0.0.0.0/0', ...target, Origin: 'CreateRoute', State: 'active' },
  ];
}

/** Makes an internet gateway that is attached to a VPC. */
export function makeInternetGateway(place: Place, vpcId: string, tags: TagMap = {}): string {
  const id = place.account.ids.ec2('igw');
  const gateway: InternetGateway = {
    InternetGatewayId: id,
    OwnerId: place.account.id,
    Attachments: [{ State: 'attached', VpcId: vpcId }],
    ...tagsOf(tags),
  };
  ec2At(place).internetGateways.set(id, gateway);
  return id;
}

/** Makes a network ACL that lets everything through, as a VPC's own one does. */
export function makeNetworkAcl(
  place: Place,
  vpcId: string,
  subnetIds: readonly string[],
  isDefault = false,
): NetworkAcl {
  const { ids } = place.account;
  const id = ids.ec2('acl');
  const entries = [false, true].flatMap((Egress) => [
    { Egress, CidrBlock: '0.0.0.0/0', Protocol: '-1', RuleAction: 'allow' as const, RuleNumber: 100 },
    { Egress, CidrBlock: '0.0.0.0/0', Protocol: '-1', RuleAction: 'deny' as const, RuleNumber: 32_767 },
  ]);
  const acl: NetworkAcl = {
    NetworkAclId: id,
    VpcId: vpcId,
    OwnerId: place.account.id,
    IsDefault: isDefault,
    Entries: entries,
    Associations: subnetIds.map((SubnetId) => ({
      NetworkAclAssociationId: ids.ec2('aclassoc'),
      NetworkAclId: id,
      SubnetId,
    })),
    Tags: [],
  };
  ec2At(place).networkAcls.set(id, acl);
  return acl;
}

/** Makes a subnet in the region's zone of that letter, under the VPC's own network ACL. */
export function makeSubnet(
  place: Place,
  { id: vpcId, networkAcl }: MadeVpc,
  zone: 'a' | 'b' | 'c',
  cidr: string,
  mapPublicIp: boolean,
  tags: TagMap = {},
): Subnet & { SubnetId: string } {
  const { account, region } = place;
  const id = account.ids.ec2('subnet');
  const subnet = {
    SubnetId: id,
    SubnetArn: ec2Arn(place, 'subnet', id),
    VpcId: vpcId,
    OwnerId: account.id,
    CidrBlock: cidr,
    AvailabilityZone: `${region}${zone}`,
    AvailabilityZoneId: `${zonePrefix(region)}-az${'abc'.indexOf(zone) + 1}`,
    AvailableIpAddressCount: 251,
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: false,
    EnableDns64: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: mapPublicIp,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name' as const,
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    State: 'available' as const,
    ...tagsOf(tags),
  };
  ec2At(place).subnets.set(id, subnet);
  networkAcl.Associations?.push({
    NetworkAclAssociationId: account.ids.ec2('aclassoc'),
    NetworkAclId: networkAcl.NetworkAclId,
    SubnetId: id,
  });
  return subnet;
}

/** A rule in short: protocol, ports and the other side (an address range or a group's id). */
export interface ShortRule {
  protocol?: string;
  from?: number;
  to?: number;
  source: string;
  description?: string;
}

/** Writes a short rule out; without ports it is every port, without protocol TCP (or all, without ports). */
export function fullRule(place: Place, { protocol, from, to, source, description }: ShortRule): SecurityGroupRule {
  const IpProtocol = protocol ?? (from === undefined ? '-1' : 'tcp');
  const other = source.startsWith('sg-')
    ? { ReferencedGroupInfo: { GroupId: source, UserId: place.account.id } }
    : source.startsWith('pl-')
      ? { PrefixListId: source }
      : source.includes(':')
        ? { CidrIpv6: source }
        : { CidrIpv4: source };
  return {
    GroupOwnerId: place.account.id,
    IsEgress: false,
    IpProtocol,
    FromPort: from ?? -1,
    ToPort: to ?? from ?? -1,
    ...other,
    ...(description === undefined ? {} : { Description: description }),
  };
}

/** Makes a security group with the given ingress and, as EC2 does, egress to everywhere. */
export function makeSecurityGroup(
  place: Place,
  vpcId: string,
  name: string,
  description: string,
  ingress: readonly ShortRule[],
  tags: TagMap = {},
): SecurityGroupRecord & { id: string } {
  const { account } = place;
  const id = account.ids.ec2('sg');
  const record = {
    id,
    group: {
      GroupId: id,
      GroupName: name,
      Description: description,
      OwnerId: account.id,
      VpcId: vpcId,
      SecurityGroupArn: ec2Arn(place, 'security-group', id),
      ...tagsOf(tags),
    },
    rules: new Map<string, SecurityGroupRule>(),
  };
  ec2At(place).securityGroups.set(id, record);
  addRules(
    record,
    ingress.map((rule) => fullRule(place, rule)),
    account.ids,
  );
  addRules(record, [{ ...fullRule(place, { source: '0.0.0.0/0' }), IsEgress: true }], account.ids);
  return record;
}

/** Makes a flow log of all traffic of a VPC into a log group. */
export function makeFlowLog(place: Place, resourceId: string, logGroup: string): FlowLog {
  const { account } = place;
  const id = account.ids.ec2('fl');
  const log: FlowLog = {
    FlowLogId: id,
    ResourceId: resourceId,
    CreationTime: place.at,
    FlowLogStatus: 'ACTIVE',
    DeliverLogsStatus: 'SUCCESS',
    DeliverLogsPermissionArn: `arn:aws:iam::${account.id}:role/vpc-flow-logs`,
    LogDestinationType: 'cloud-watch-logs',
    LogDestination: `arn:aws:logs:${place.region}:${account.id}:log-group:${logGroup}`,
    LogGroupName: logGroup,
    LogFormat: '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${action} ${log-status}',
    MaxAggregationInterval: 600,
    TrafficType: 'ALL',
    Tags: [],
  };
  ec2At(place).flowLogs.set(id, log);
  return log;
}
