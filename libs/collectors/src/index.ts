/** The collectors: one for each kind of resource. */
import type { Collector } from '@cspmexa/collector-kit';
import { accessAnalyzerRegion } from './aws/access-analyzer-region.js';
import { ec2ElasticIp } from './aws/ec2-elastic-ip.js';
import { ec2Image } from './aws/ec2-image.js';
import { ec2Instance } from './aws/ec2-instance.js';
import { ec2KeyPair } from './aws/ec2-key-pair.js';
import { ec2LaunchTemplate } from './aws/ec2-launch-template.js';
import { ec2NetworkInterface } from './aws/ec2-network-interface.js';
import { ec2Region } from './aws/ec2-region.js';
import { ec2SecurityGroup } from './aws/ec2-security-group.js';
import { ec2Snapshot } from './aws/ec2-snapshot.js';
import { ec2TransitGateway } from './aws/ec2-transit-gateway.js';
import { ec2Volume } from './aws/ec2-volume.js';
import { iamAccount } from './aws/iam-account.js';
import { iamGroup } from './aws/iam-group.js';
import { iamOidcProvider } from './aws/iam-oidc-provider.js';
import { iamPolicy } from './aws/iam-policy.js';
import { iamRole } from './aws/iam-role.js';
import { iamSamlProvider } from './aws/iam-saml-provider.js';
import { iamServerCertificate } from './aws/iam-server-certificate.js';
import { iamUser } from './aws/iam-user.js';
import { s3AccessPoint } from './aws/s3-access-point.js';
import { s3Account } from './aws/s3-account.js';
import { s3Bucket } from './aws/s3-bucket.js';
import { s3MultiRegionAccessPoint } from './aws/s3-multi-region-access-point.js';
import { vpcEndpointService } from './aws/vpc-endpoint-service.js';
import { vpcEndpoint } from './aws/vpc-endpoint.js';
import { vpcInternetGateway } from './aws/vpc-internet-gateway.js';
import { vpcNetworkAcl } from './aws/vpc-network-acl.js';
import { vpcPeeringConnection } from './aws/vpc-peering-connection.js';
import { vpcRouteTable } from './aws/vpc-route-table.js';
import { vpcSubnet } from './aws/vpc-subnet.js';
import { vpcVpc } from './aws/vpc-vpc.js';
import { vpcVpnConnection } from './aws/vpc-vpn-connection.js';

/** All of them, in no order that matters. */
export const collectorList: readonly Collector[] = [
  accessAnalyzerRegion,
  ec2ElasticIp,
  ec2Image,
  ec2Instance,
  ec2KeyPair,
  ec2LaunchTemplate,
  ec2NetworkInterface,
  ec2Region,
  ec2SecurityGroup,
  ec2Snapshot,
  ec2TransitGateway,
  ec2Volume,
  iamAccount,
  iamGroup,
  iamOidcProvider,
  iamPolicy,
  iamRole,
  iamSamlProvider,
  iamServerCertificate,
  iamUser,
  s3AccessPoint,
  s3Account,
  s3Bucket,
  s3MultiRegionAccessPoint,
  vpcEndpointService,
  vpcEndpoint,
  vpcInternetGateway,
  vpcNetworkAcl,
  vpcPeeringConnection,
  vpcRouteTable,
  vpcSubnet,
  vpcVpc,
  vpcVpnConnection,
];
