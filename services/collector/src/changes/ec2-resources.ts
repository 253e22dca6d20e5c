/** What events of EC2 and VPC name: by what the event is about, and by the fields and the form of its ids. Pure. */
import {
  Ec2ElasticIp,
  Ec2Image,
  Ec2Instance,
  Ec2KeyPair,
  Ec2LaunchTemplate,
  Ec2NetworkInterface,
  Ec2Region,
  Ec2SecurityGroup,
  Ec2Snapshot,
  Ec2TransitGateway,
  Ec2Volume,
  Vpc,
  VpcEndpoint,
  VpcEndpointService,
  VpcInternetGateway,
  VpcNetworkAcl,
  VpcPeering,
  VpcRouteTable,
  VpcSubnet,
  VpnConnection,
  type AnyKind,
  type Place,
} from '@cspmexa/resources';
import type { ChangeEvent } from './change-event.js';
import { textsIn } from './parameters.js';

/** The prefix of the ids of each kind, and the lower-case fields that hold one. */
const ids: readonly { readonly kind: AnyKind; readonly prefix: string; readonly fields: readonly string[] }[] = [
  { kind: Ec2Instance, prefix: 'i', fields: ['instanceid', 'instanceids'] },
  { kind: Ec2SecurityGroup, prefix: 'sg', fields: ['groupid', 'securitygroupid', 'securitygroupids'] },
  { kind: Ec2NetworkInterface, prefix: 'eni', fields: ['networkinterfaceid'] },
  { kind: Ec2Volume, prefix: 'vol', fields: ['volumeid'] },
  { kind: Ec2Snapshot, prefix: 'snap', fields: ['snapshotid'] },
  { kind: Ec2Image, prefix: 'ami', fields: ['imageid'] },
  { kind: Ec2ElasticIp, prefix: 'eipalloc', fields: ['allocationid'] },
  { kind: Ec2LaunchTemplate, prefix: 'lt', fields: ['launchtemplateid'] },
  { kind: Ec2KeyPair, prefix: 'key', fields: ['keypairid'] },
  { kind: Ec2TransitGateway, prefix: 'tgw', fields: ['transitgatewayid'] },
  { kind: Vpc, prefix: 'vpc', fields: ['vpcid'] },
  { kind: VpcSubnet, prefix: 'subnet', fields: ['subnetid'] },
  { kind: VpcRouteTable, prefix: 'rtb', fields: ['routetableid'] },
  { kind: VpcInternetGateway, prefix: 'igw', fields: ['internetgatewayid', 'gatewayid'] },
  { kind: VpcNetworkAcl, prefix: 'acl', fields: ['networkaclid'] },
  { kind: VpcEndpoint, prefix: 'vpce', fields: ['vpcendpointid'] },
  { kind: VpcEndpointService, prefix: 'vpce-svc', fields: ['serviceid'] },
  { kind: VpcPeering, prefix: 'pcx', fields: ['vpcpeeringconnectionid'] },
  { kind: VpnConnection, prefix: 'vpn', fields: ['vpnconnectionid'] },
];

/** These name a resource of any kind. */
const anyKind = ['resourceid'];

/** What an event is about, the first that fits. An instance that is run names its network, which it leaves as it was: only these are looked at again. */
const subjects: readonly (readonly [event: RegExp, kinds: readonly AnyKind[]])[] = [
  [/Tags$/, []],
  [/SecurityGroup/, [Ec2SecurityGroup]],
  [/LaunchTemplate/, [Ec2LaunchTemplate]],
  [/Image|BundleTask/, [Ec2Image]],
  [/Snapshot/, [Ec2Snapshot]],
  [/Volume/, [Ec2Volume, Ec2Instance]],
  [/NetworkInterface|PrivateIpAddresses|Ipv6Addresses|PrivateNatGatewayAddress/, [Ec2NetworkInterface, Ec2Instance]],
  [/Address|NatGateway/, [Ec2ElasticIp, Ec2NetworkInterface, Ec2Instance]],
  [/VpcEndpointService/, [VpcEndpointService]],
  [/VpcEndpoint/, [VpcEndpoint]],
  [/VpcPeeringConnection/, [VpcPeering]],
  [/VpnConnection|VpnTunnel/, [VpnConnection]],
  [/TransitGateway/, [Ec2TransitGateway]],
  [/RouteTable|Route$|VgwRoutePropagation/, [VpcRouteTable]],
  [/NetworkAcl/, [VpcNetworkAcl]],
  [/InternetGateway/, [VpcInternetGateway]],
  [/FlowLogs/, []],
  [/Subnet/, [VpcSubnet]],
  [/KeyPair/, [Ec2KeyPair]],
  [/^RunInstances$/, [Ec2Instance, Ec2NetworkInterface, Ec2Volume]],
  [/Instance/, [Ec2Instance]],
  [/Vpc/, [Vpc]],
];

/** Settings of a region. */
const ofRegion =
  /^(Enable|Disable)EbsEncryptionByDefault$|EbsDefaultKmsKeyId$|^(Enable|Disable)(Snapshot|Image)BlockPublicAccess$|^ModifyInstanceMetadataDefaults$/;

/** Resources by their ids, and the region for what is its own. */
export function ec2Resources({ eventName, requestParameters, responseElements }: ChangeEvent, place: Place): string[] {
  if (ofRegion.test(eventName)) return [Ec2Region.arn(place, place.region)];
  const [, kinds = []] = subjects.find(([event]) => event.test(eventName)) ?? [];
  const texts = [...textsIn(requestParameters), ...textsIn(responseElements)];
  return texts.flatMap(([field, text]) => {
    const id = ids.find(
      ({ prefix, fields }) => (fields.includes(field) || anyKind.includes(field)) && isId(text, prefix),
    );
    const isSubject = id && (anyKind.includes(field) || kinds.length === 0 || kinds.includes(id.kind));
    return isSubject ? [id.kind.arn(place, text)] : [];
  });
}

const isId = (text: string, prefix: string): boolean =>
  text.startsWith(`${prefix}-`) && /^[0-9a-f]{8,32}$/.test(text.slice(prefix.length + 1));
