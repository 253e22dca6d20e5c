import type {
  Address,
  ClientVpnEndpoint,
  CreateVolumePermission,
  FlowLog,
  Image,
  Instance,
  InstanceMetadataDefaultsResponse,
  InternetGateway,
  KeyPairInfo,
  LaunchPermission,
  LaunchTemplate,
  LaunchTemplateVersion,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  ServiceConfiguration,
  Snapshot,
  Subnet,
  TransitGateway,
  Volume,
  Vpc,
  VpcEndpoint,
  VpcPeeringConnection,
  VpnConnection,
} from '@aws-sdk/client-ec2';

/** An instance with what DescribeInstances does not tell: its reservation and its user data (base64). */
export interface InstanceRecord {
  instance: Instance;
  reservationId: string;
  userData?: string;
}

/** A security group; `IpPermissions` of the group are derived from its rules, by rule id. */
export interface SecurityGroupRecord {
  group: SecurityGroup;
  rules: Map<string, SecurityGroupRule>;
}

/** A snapshot and the accounts (or `all`) that may create volumes from it. */
export interface SnapshotRecord {
  snapshot: Snapshot;
  createVolumePermissions: CreateVolumePermission[];
}

/** An image and the accounts (or `all`) that may launch it. */
export interface ImageRecord {
  image: Image;
  launchPermissions: LaunchPermission[];
}

/** A launch template and its versions, oldest first. */
export interface LaunchTemplateRecord {
  template: LaunchTemplate;
  versions: LaunchTemplateVersion[];
}

/** An endpoint service that the account offers, and the principals that may use it. */
export interface EndpointServiceRecord {
  configuration: ServiceConfiguration;
  allowedPrincipals: string[];
}

/** The settings of EC2 that hold for a whole region. */
export interface RegionSettings {
  ebsEncryptionByDefault: boolean;
  snapshotBlockPublicAccess: 'block-all-sharing' | 'block-new-sharing' | 'unblocked';
  imageBlockPublicAccess: 'block-new-sharing' | 'unblocked';
  metadataDefaults: InstanceMetadataDefaultsResponse;
}

/** Everything that EC2 and VPC hold in one region, by id. */
export interface Ec2RegionState {
  settings: RegionSettings;
  instances: Map<string, InstanceRecord>;
  securityGroups: Map<string, SecurityGroupRecord>;
  networkInterfaces: Map<string, NetworkInterface>;
  networkAcls: Map<string, NetworkAcl>;
  volumes: Map<string, Volume>;
  snapshots: Map<string, SnapshotRecord>;
  images: Map<string, ImageRecord>;
  vpcs: Map<string, Vpc>;
  flowLogs: Map<string, FlowLog>;
  subnets: Map<string, Subnet>;
  routeTables: Map<string, RouteTable>;
  internetGateways: Map<string, InternetGateway>;
  natGateways: Map<string, NatGateway>;
  addresses: Map<string, Address>;
  launchTemplates: Map<string, LaunchTemplateRecord>;
  vpcEndpoints: Map<string, VpcEndpoint>;
  endpointServices: Map<string, EndpointServiceRecord>;
  peerings: Map<string, VpcPeeringConnection>;
  transitGateways: Map<string, TransitGateway>;
  vpnConnections: Map<string, VpnConnection>;
  clientVpnEndpoints: Map<string, ClientVpnEndpoint>;
  keyPairs: Map<string, KeyPairInfo>;
  /** Public snapshots and images of other accounts, which a listing without an owner returns too. */
  foreignSnapshots: Snapshot[];
  foreignImages: Image[];
}

/** A region in which nothing was ever made, with AWS's own settings. */
export function emptyRegion(): Ec2RegionState {
  return {
    settings: {
      ebsEncryptionByDefault: false,
      snapshotBlockPublicAccess: 'unblocked',
      imageBlockPublicAccess: 'block-new-sharing',
      metadataDefaults: {},
    },
    instances: new Map(),
    securityGroups: new Map(),
    networkInterfaces: new Map(),
    networkAcls: new Map(),
    volumes: new Map(),
    snapshots: new Map(),
    images: new Map(),
    vpcs: new Map(),
    flowLogs: new Map(),
    subnets: new Map(),
    routeTables: new Map(),
    internetGateways: new Map(),
    natGateways: new Map(),
    addresses: new Map(),
    launchTemplates: new Map(),
    vpcEndpoints: new Map(),
    endpointServices: new Map(),
    peerings: new Map(),
    transitGateways: new Map(),
    vpnConnections: new Map(),
    clientVpnEndpoints: new Map(),
    keyPairs: new Map(),
    foreignSnapshots: [],
    foreignImages: [],
  };
}
