/** What events name, in the words of CloudTrail. */
import { kindOfArn } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { kindList } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { detailOf, messageOf, type Detail } from '../../test/cloud-trail-event.js';
import { markOf, placeOfMark } from './changed-place.js';
import { readMessage } from './change-event.js';
import { resourcesNamedBy, type Named } from './named-resources.js';

function namedBy(eventName: string, service: string, more: Detail = {}): Named | undefined {
  const read = readMessage(messageOf(detailOf(eventName, service, more)));
  if (!('change' in read)) throw new Error(JSON.stringify(read));
  return resourcesNamedBy(read.change);
}

const request = (requestParameters: Detail): Detail => ({ requestParameters });
const response = (responseElements: Detail): Detail => ({ responseElements });
const ec2 = (path: string): string => `arn:aws:ec2:us-east-1:111122223333:${path}`;
const iam = (path: string): string => `arn:aws:iam::111122223333:${path}`;
const id = '0a1b2c3d4e5f60718';

const named: readonly (readonly [event: string, service: string, more: Detail, ...arns: string[]])[] = [
  // S3
  [
    'PutBucketPolicy',
    's3',
    request({ bucketName: 'reports', bucketPolicy: { Statement: [] }, Host: 's3.amazonaws.com' }),
    'arn:aws:s3:::reports',
  ],
  ['DeletePublicAccessBlock', 's3', request({ bucketName: 'Old_Reports.1' }), 'arn:aws:s3:::Old_Reports.1'],
  [
    'CreateBucket',
    's3',
    request({ bucketName: 'new', CreateBucketConfiguration: { LocationConstraint: 'x' } }),
    'arn:aws:s3:::new',
  ],
  [
    'PutAccountPublicAccessBlock',
    's3',
    request({ accountId: '111122223333', PublicAccessBlockConfiguration: {} }),
    iam('root'),
  ],
  [
    'PutAccessPointPolicy',
    's3',
    request({ name: 'reports-ap', accountId: '111122223333' }),
    'arn:aws:s3:us-east-1:111122223333:accesspoint/reports-ap',
  ],
  // EC2
  [
    'AuthorizeSecurityGroupIngress',
    'ec2',
    request({ groupId: `sg-${id}`, ipPermissions: { items: [{ groups: { items: [{ groupId: 'sg-0badbadbad' }] } }] } }),
    ec2(`security-group/sg-${id}`),
  ],
  [
    'AuthorizeSecurityGroupEgress',
    'ec2',
    {
      ...request({ groupName: 'web' }),
      ...response({
        securityGroupRuleSet: { items: [{ groupId: `sg-${id}`, referencedGroupInfo: { groupId: 'sg-0badbadbad' } }] },
      }),
    },
    ec2(`security-group/sg-${id}`),
  ],
  [
    'CreateSecurityGroup',
    'ec2',
    { ...request({ groupName: 'web', vpcId: `vpc-${id}` }), ...response({ groupId: `sg-${id}` }) },
    ec2(`security-group/sg-${id}`),
  ],
  [
    'ModifySecurityGroupRules',
    'ec2',
    request({
      ModifySecurityGroupRulesRequest: { GroupId: `sg-${id}`, SecurityGroupRule: { SecurityGroupRuleId: 'sgr-1' } },
    }),
    ec2(`security-group/sg-${id}`),
  ],
  [
    'RunInstances',
    'ec2',
    {
      ...request({
        instancesSet: { items: [{ imageId: `ami-${id}`, keyName: 'ops' }] },
        subnetId: `subnet-${id}`,
        groupSet: { items: [{ groupId: `sg-${id}` }] },
      }),
      ...response({
        instancesSet: {
          items: [
            {
              instanceId: `i-${id}`,
              vpcId: `vpc-${id}`,
              networkInterfaceSet: { items: [{ networkInterfaceId: `eni-${id}` }] },
            },
          ],
        },
      }),
    },
    ec2(`instance/i-${id}`),
    ec2(`network-interface/eni-${id}`),
  ],
  [
    'TerminateInstances',
    'ec2',
    request({ instancesSet: { items: [{ instanceId: `i-${id}` }, { instanceId: 'i-0a1b2c3d' }] } }),
    ec2(`instance/i-${id}`),
    ec2('instance/i-0a1b2c3d'),
  ],
  [
    'ModifyInstanceMetadataOptions',
    'ec2',
    request({ ModifyInstanceMetadataOptionsRequest: { InstanceId: `i-${id}`, HttpTokens: 'optional' } }),
    ec2(`instance/i-${id}`),
  ],
  [
    'ModifyInstanceAttribute',
    'ec2',
    request({ instanceId: `i-${id}`, groupSet: { items: [{ groupId: `sg-${id}` }] } }),
    ec2(`instance/i-${id}`),
  ],
  [
    'AttachVolume',
    'ec2',
    request({ volumeId: `vol-${id}`, instanceId: `i-${id}` }),
    ec2(`volume/vol-${id}`),
    ec2(`instance/i-${id}`),
  ],
  [
    'CreateVolume',
    'ec2',
    { ...request({ snapshotId: `snap-${id}` }), ...response({ volumeId: `vol-${id}` }) },
    ec2(`volume/vol-${id}`),
  ],
  [
    'ModifySnapshotAttribute',
    'ec2',
    request({ snapshotId: `snap-${id}`, createVolumePermission: { add: { items: [{ group: 'all' }] } } }),
    ec2(`snapshot/snap-${id}`),
  ],
  [
    'ModifyImageAttribute',
    'ec2',
    request({ imageId: `ami-${id}`, launchPermission: { add: { items: [{ group: 'all' }] } } }),
    ec2(`image/ami-${id}`),
  ],
  [
    'AllocateAddress',
    'ec2',
    response({ allocationId: `eipalloc-${id}`, publicIp: '203.0.113.1' }),
    ec2(`eip-allocation/eipalloc-${id}`),
  ],
  [
    'ModifyNetworkInterfaceAttribute',
    'ec2',
    request({ networkInterfaceId: `eni-${id}`, groupSet: { items: [{ groupId: `sg-${id}` }] } }),
    ec2(`network-interface/eni-${id}`),
  ],
  [
    'CreateLaunchTemplateVersion',
    'ec2',
    request({
      CreateLaunchTemplateVersionRequest: {
        LaunchTemplateId: `lt-${id}`,
        LaunchTemplateData: { ImageId: `ami-${id}` },
      },
    }),
    ec2(`launch-template/lt-${id}`),
  ],
  ['DeleteKeyPair', 'ec2', request({ keyPairId: `key-${id}` }), ec2(`key-pair/key-${id}`)],
  [
    'ModifyTransitGateway',
    'ec2',
    request({ ModifyTransitGatewayRequest: { TransitGatewayId: `tgw-${id}` } }),
    ec2(`transit-gateway/tgw-${id}`),
  ],
  ['DisableEbsEncryptionByDefault', 'ec2', request({ DisableEbsEncryptionByDefaultRequest: {} }), ec2('account')],
  ['DisableSnapshotBlockPublicAccess', 'ec2', {}, ec2('account')],
  [
    'CreateTags',
    'ec2',
    request({
      resourcesSet: { items: [{ resourceId: `vol-${id}` }, { resourceId: `sg-${id}` }] },
      tagSet: { items: [{ key: 'instanceId', value: `i-${id}` }] },
    }),
    ec2(`volume/vol-${id}`),
    ec2(`security-group/sg-${id}`),
  ],
  // VPC
  ['CreateVpc', 'ec2', response({ vpc: { vpcId: `vpc-${id}`, cidrBlock: '10.0.0.0/16' } }), ec2(`vpc/vpc-${id}`)],
  [
    'CreateFlowLogs',
    'ec2',
    request({ CreateFlowLogsRequest: { ResourceId: { tag: 1, content: `vpc-${id}` } } }),
    ec2(`vpc/vpc-${id}`),
  ],
  [
    'ModifySubnetAttribute',
    'ec2',
    request({ subnetId: `subnet-${id}`, mapPublicIpOnLaunch: { value: true } }),
    ec2(`subnet/subnet-${id}`),
  ],
  [
    'CreateRoute',
    'ec2',
    request({ routeTableId: `rtb-${id}`, gatewayId: `igw-${id}`, destinationCidrBlock: '0.0.0.0/0' }),
    ec2(`route-table/rtb-${id}`),
  ],
  [
    'ReplaceNetworkAclEntry',
    'ec2',
    request({ networkAclId: `acl-${id}`, ruleNumber: 100 }),
    ec2(`network-acl/acl-${id}`),
  ],
  [
    'AttachInternetGateway',
    'ec2',
    request({ internetGatewayId: `igw-${id}`, vpcId: `vpc-${id}` }),
    ec2(`internet-gateway/igw-${id}`),
  ],
  [
    'ModifyVpcEndpoint',
    'ec2',
    request({ ModifyVpcEndpointRequest: { VpcEndpointId: `vpce-${id}`, PolicyDocument: '{}' } }),
    ec2(`vpc-endpoint/vpce-${id}`),
  ],
  [
    'ModifyVpcEndpointServicePermissions',
    'ec2',
    request({
      ModifyVpcEndpointServicePermissionsRequest: {
        ServiceId: `vpce-svc-${id}`,
        AddAllowedPrincipals: { content: '*' },
      },
    }),
    ec2(`vpc-endpoint-service/vpce-svc-${id}`),
  ],
  [
    'AcceptVpcPeeringConnection',
    'ec2',
    request({ vpcPeeringConnectionId: `pcx-${id}` }),
    ec2(`vpc-peering-connection/pcx-${id}`),
  ],
  ['DeleteVpnConnection', 'ec2', request({ vpnConnectionId: `vpn-${id}` }), ec2(`vpn-connection/vpn-${id}`)],
  ['ModifySomethingNew', 'ec2', request({ instanceId: `i-${id}` }), ec2(`instance/i-${id}`)],
  // IAM
  ['PutUserPolicy', 'iam', request({ userName: 'maria', policyName: 'x', policyDocument: '{}' }), iam('user/maria')],
  [
    'CreateUser',
    'iam',
    {
      ...request({ userName: 'ana', path: '/team/' }),
      ...response({ user: { arn: iam('user/team/ana'), userName: 'ana', path: '/team/' } }),
    },
    iam('user/team/ana'),
  ],
  ['UpdateUser', 'iam', request({ userName: 'ana', newUserName: 'bia' }), iam('user/ana'), iam('user/bia')],
  [
    'CreateAccessKey',
    'iam',
    { ...request({}), ...response({ accessKey: { userName: 'ana', accessKeyId: 'AKIA', status: 'Active' } }) },
    iam('user/ana'),
  ],
  ['AddUserToGroup', 'iam', request({ userName: 'ana', groupName: 'ops' }), iam('user/ana'), iam('group/ops')],
  [
    'AttachRolePolicy',
    'iam',
    request({ roleName: 'worker', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    iam('role/worker'),
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  ['UpdateAssumeRolePolicy', 'iam', request({ roleName: 'worker', policyDocument: '{}' }), iam('role/worker')],
  [
    'CreatePolicyVersion',
    'iam',
    request({ policyArn: iam('policy/team/read'), policyDocument: '{}' }),
    iam('policy/team/read'),
  ],
  ['DeleteServerCertificate', 'iam', request({ serverCertificateName: 'www' }), iam('server-certificate/www')],
  [
    'UpdateSAMLProvider',
    'iam',
    request({ sAMLProviderArn: iam('saml-provider/corporate') }),
    iam('saml-provider/corporate'),
  ],
  [
    'AddClientIDToOpenIDConnectProvider',
    'iam',
    request({ openIDConnectProviderArn: iam('oidc-provider/token.example.com/a') }),
    iam('oidc-provider/token.example.com/a'),
  ],
  ['UpdateAccountPasswordPolicy', 'iam', request({ minimumPasswordLength: 6 }), iam('root')],
  [
    'EnableMFADevice',
    'iam',
    { userIdentity: { type: 'Root', arn: iam('root') }, ...request({ serialNumber: iam('mfa/root') }) },
    iam('root'),
  ],
  [
    'ChangePassword',
    'iam',
    { userIdentity: { type: 'IAMUser', arn: iam('user/team/ana'), userName: 'ana' } },
    iam('user/team/ana'),
  ],
  // Access Analyzer
  [
    'DeleteAnalyzer',
    'access-analyzer',
    request({ analyzerName: 'main' }),
    'arn:aws:access-analyzer:us-east-1:111122223333:analyzer/*',
  ],
];

describe('an event', () => {
  it.each(named)('%s of %s names what it has changed', (eventName, service, more, ...arns) => {
    expect(namedBy(eventName, service, more)).toEqual({ arns });
  });

  it.each([
    [
      'a role that a policy of another account is attached to',
      'AttachRolePolicy',
      'iam',
      request({ policyArn: 'arn:aws:iam::444455556666:policy/x' }),
      'iam',
      'global',
    ],
    ['a virtual MFA device', 'CreateVirtualMFADevice', 'iam', request({ virtualMFADeviceName: 'x' }), 'iam', 'global'],
    [
      'a security group by its name',
      'AuthorizeSecurityGroupIngress',
      'ec2',
      request({ groupName: 'web' }),
      'ec2',
      'us-east-1',
    ],
    [
      'an id that is none',
      'StopInstances',
      'ec2',
      request({ instancesSet: { items: [{ instanceId: 'i-../../x' }] } }),
      'ec2',
      'us-east-1',
    ],
    ['an association', 'DisassociateAddress', 'ec2', request({ associationId: `eipassoc-${id}` }), 'ec2', 'us-east-1'],
    [
      'a multi-region access point',
      'CreateMultiRegionAccessPoint',
      's3',
      request({ details: { name: 'x' } }),
      's3',
      'us-east-1',
    ],
    ['a bucket that is none', 'PutBucketPolicy', 's3', request({ bucketName: 'a b' }), 's3', 'us-east-1'],
    ['findings', 'StartResourceScan', 'access-analyzer', request({ analyzerArn: 'x' }), 'accessanalyzer', 'us-east-1'],
    [
      'more than one scan looks at',
      'TerminateInstances',
      'ec2',
      request({
        instancesSet: {
          items: Array.from({ length: 101 }, (_, at) => ({ instanceId: `i-${String(at).padStart(8, '0')}` })),
        },
      }),
      'ec2',
      'us-east-1',
    ],
    [
      'parameters without end',
      'StopInstances',
      'ec2',
      request(JSON.parse('{"a":'.repeat(50) + '{"instanceId":"i-0a1b2c3d"}' + '}'.repeat(50))),
      'ec2',
      'us-east-1',
    ],
    ['names of prototypes', 'UpdateRole', 'iam', request({ constructor: 'x', toString: 'y' }), 'iam', 'global'],
  ] as const)('of %s says where to look', (_, eventName, source, more, service, region) => {
    expect(namedBy(eventName, source, more)).toEqual({ place: { service, region } });
  });

  it.each(['lambda', 'sts', 'constructor', 'kms'])('of %s is none of ours', (service) => {
    expect(namedBy('UpdateSomething', service, {})).toBeUndefined();
  });

  it('is read in every partition', () => {
    const more = { ...request({ instanceId: `i-${id}` }), awsRegion: 'us-gov-west-1' };
    expect(namedBy('StopInstances', 'ec2', more)).toEqual({
      arns: [`arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-${id}`],
    });
  });

  it('can name every kind that is collected, but for what it gives no ARN of', () => {
    const kinds = collectorList.map(({ collects }) => collects);
    const arns = named.flatMap(([, , , ...rest]) => rest);
    const reached = new Set(kinds.filter((kind) => arns.some((arn) => kindOfArn([kind], arn))).map(({ kind }) => kind));
    expect(kindList.map(({ kind }) => kind).filter((kind) => !reached.has(kind))).toEqual([
      'aws.s3.multi-region-access-point',
    ]);
  });
});

describe('a place', () => {
  it('comes back from its mark, and no ARN is one', () => {
    const place = { service: 'ec2', region: 'us-east-1' } as const;
    expect(placeOfMark(markOf(place))).toEqual(place);
    expect(placeOfMark('arn:aws:s3:::place:x')).toBeUndefined();
  });
});
