/** Every read of the sandbox account through the real SDK clients, over both adapters. */
import { AccessAnalyzerClient, ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { realisticAccount, sandboxRequestHandler, startSandboxServer, type SandboxServer } from './index.js';

const now = (): Date => new Date('2026-11-21T12:00:00Z');
const credentials = { accessKeyId: 'AKIASANDBOXEXAMPLE01', secretAccessKey: 'sandbox' };
const BUCKET = 'tucanuva-orders-prod';

describe.each(['request handler', 'HTTP server'])('over the %s', (adapter) => {
  const account = realisticAccount({ now });
  let server: SandboxServer | undefined;
  let config: { region: string; credentials: typeof credentials; maxAttempts: number } & Record<string, unknown>;

  beforeAll(async () => {
    config = { region: 'us-east-1', credentials, maxAttempts: 1 };
    if (adapter === 'HTTP server') {
      server = await startSandboxServer(account);
      config = { ...config, endpoint: server.url };
    } else {
      config = { ...config, requestHandler: sandboxRequestHandler(account) };
    }
  });
  afterAll(async () => {
    await server?.close();
  });

  it('tells who calls', async () => {
    const answer = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    expect(answer.Account).toBe('111122223333');
    expect(answer.Arn).toContain('assumed-role/CspmexaSandbox');
  });

  it.each([
    ['ListBuckets', () => new s3.ListBucketsCommand({ MaxBuckets: 3 }), 'Buckets'],
    ['GetBucketAcl', () => new s3.GetBucketAclCommand({ Bucket: BUCKET }), 'Grants'],
    ['GetBucketPolicy', () => new s3.GetBucketPolicyCommand({ Bucket: BUCKET }), 'Policy'],
    ['GetBucketPolicyStatus', () => new s3.GetBucketPolicyStatusCommand({ Bucket: BUCKET }), 'PolicyStatus'],
    [
      'GetPublicAccessBlock',
      () => new s3.GetPublicAccessBlockCommand({ Bucket: BUCKET }),
      'PublicAccessBlockConfiguration',
    ],
    [
      'GetBucketEncryption',
      () => new s3.GetBucketEncryptionCommand({ Bucket: BUCKET }),
      'ServerSideEncryptionConfiguration',
    ],
    ['GetBucketVersioning', () => new s3.GetBucketVersioningCommand({ Bucket: BUCKET }), 'Status'],
    ['GetBucketLogging', () => new s3.GetBucketLoggingCommand({ Bucket: BUCKET }), 'LoggingEnabled'],
    [
      'GetBucketLifecycleConfiguration',
      () => new s3.GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }),
      'Rules',
    ],
    [
      'GetBucketOwnershipControls',
      () => new s3.GetBucketOwnershipControlsCommand({ Bucket: BUCKET }),
      'OwnershipControls',
    ],
    ['GetBucketWebsite', () => new s3.GetBucketWebsiteCommand({ Bucket: 'tucanuva-site' }), 'IndexDocument'],
    ['GetBucketReplication', () => new s3.GetBucketReplicationCommand({ Bucket: BUCKET }), 'ReplicationConfiguration'],
    [
      'GetObjectLockConfiguration',
      () => new s3.GetObjectLockConfigurationCommand({ Bucket: BUCKET }),
      'ObjectLockConfiguration',
    ],
    ['GetBucketTagging', () => new s3.GetBucketTaggingCommand({ Bucket: BUCKET }), 'TagSet'],
    ['HeadBucket', () => new s3.HeadBucketCommand({ Bucket: BUCKET }), 'BucketRegion'],
  ])('answers s3 %s', async (_, command, member) => {
    const answer: object = await new s3.S3Client(config).send(command() as s3.GetBucketAclCommand);
    expect(answer).toHaveProperty(member);
  });

  it.each([
    ['GetBucketNotificationConfiguration', () => new s3.GetBucketNotificationConfigurationCommand({ Bucket: BUCKET })],
    ['GetBucketAccelerateConfiguration', () => new s3.GetBucketAccelerateConfigurationCommand({ Bucket: BUCKET })],
  ])('answers s3 %s with nothing when nothing was set', async (_, command) => {
    const { $metadata, ...answer } = await new s3.S3Client(config).send(command() as s3.GetBucketAclCommand);
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({});
  });

  it.each([
    ['us-east-1', BUCKET, undefined],
    ['eu-west-1', 'tucanuva-partners-eu', 'eu-west-1'],
  ])('tells the location of a bucket in %s', async (region, Bucket, expected) => {
    const client = new s3.S3Client({ ...config, region });
    const answer = await client.send(new s3.GetBucketLocationCommand({ Bucket }));
    expect(answer.LocationConstraint || undefined).toBe(expected);
  });

  it('tells that the account has no public access block', async () => {
    // The SDK puts the account id before the host, which an address of numbers cannot have.
    const url = typeof config['endpoint'] === 'string' ? new URL(config['endpoint']) : undefined;
    const client = new S3ControlClient({
      ...config,
      ...(url === undefined ? {} : { endpointProvider: () => ({ url }) }),
    });
    await expect(client.send(new GetPublicAccessBlockCommand({ AccountId: account.id }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    ['DescribeRegions', new ec2.DescribeRegionsCommand({}), 'Regions', 17],
    ['DescribeAvailabilityZones', new ec2.DescribeAvailabilityZonesCommand({}), 'AvailabilityZones', 3],
    ['DescribeInstances', new ec2.DescribeInstancesCommand({}), 'Reservations', 6],
    ['DescribeSecurityGroups', new ec2.DescribeSecurityGroupsCommand({}), 'SecurityGroups', 8],
    ['DescribeSecurityGroupRules', new ec2.DescribeSecurityGroupRulesCommand({}), 'SecurityGroupRules', 16],
    ['DescribeNetworkInterfaces', new ec2.DescribeNetworkInterfacesCommand({}), 'NetworkInterfaces', 7],
    ['DescribeNetworkAcls', new ec2.DescribeNetworkAclsCommand({}), 'NetworkAcls', 2],
    ['DescribeVolumes', new ec2.DescribeVolumesCommand({}), 'Volumes', 7],
    ['DescribeSnapshots', new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }), 'Snapshots', 3],
    ['DescribeImages', new ec2.DescribeImagesCommand({ Owners: ['self'] }), 'Images', 2],
    ['DescribeVpcs', new ec2.DescribeVpcsCommand({}), 'Vpcs', 2],
    ['DescribeFlowLogs', new ec2.DescribeFlowLogsCommand({}), 'FlowLogs', 1],
    ['DescribeSubnets', new ec2.DescribeSubnetsCommand({}), 'Subnets', 5],
    ['DescribeRouteTables', new ec2.DescribeRouteTablesCommand({}), 'RouteTables', 3],
    ['DescribeInternetGateways', new ec2.DescribeInternetGatewaysCommand({}), 'InternetGateways', 2],
    ['DescribeAddresses', new ec2.DescribeAddressesCommand({}), 'Addresses', 3],
    ['DescribeLaunchTemplates', new ec2.DescribeLaunchTemplatesCommand({}), 'LaunchTemplates', 1],
    [
      'DescribeLaunchTemplateVersions',
      new ec2.DescribeLaunchTemplateVersionsCommand({ Versions: ['$Latest', '$Default'] }),
      'LaunchTemplateVersions',
      1,
    ],
    ['DescribeVpcEndpoints', new ec2.DescribeVpcEndpointsCommand({}), 'VpcEndpoints', 1],
    [
      'DescribeVpcEndpointServiceConfigurations',
      new ec2.DescribeVpcEndpointServiceConfigurationsCommand({}),
      'ServiceConfigurations',
      0,
    ],
    ['DescribeVpcPeeringConnections', new ec2.DescribeVpcPeeringConnectionsCommand({}), 'VpcPeeringConnections', 0],
    ['DescribeTransitGateways', new ec2.DescribeTransitGatewaysCommand({}), 'TransitGateways', 0],
    ['DescribeVpnConnections', new ec2.DescribeVpnConnectionsCommand({}), 'VpnConnections', 0],
    ['DescribeClientVpnEndpoints', new ec2.DescribeClientVpnEndpointsCommand({}), 'ClientVpnEndpoints', 0],
    ['DescribeNatGateways', new ec2.DescribeNatGatewaysCommand({}), 'NatGateways', 0],
    ['DescribeKeyPairs', new ec2.DescribeKeyPairsCommand({}), 'KeyPairs', 1],
  ])('answers ec2 %s', async (_, command, member, count) => {
    const answer: object = await new ec2.EC2Client(config).send(command as ec2.DescribeVpcsCommand);
    expect(answer).toHaveProperty(member);
    expect((answer as Record<string, unknown[]>)[member]).toHaveLength(count);
  });

  it.each([
    ['GetEbsEncryptionByDefault', new ec2.GetEbsEncryptionByDefaultCommand({}), { EbsEncryptionByDefault: true }],
    ['GetSnapshotBlockPublicAccessState', new ec2.GetSnapshotBlockPublicAccessStateCommand({}), { State: 'unblocked' }],
    [
      'GetImageBlockPublicAccessState',
      new ec2.GetImageBlockPublicAccessStateCommand({}),
      { ImageBlockPublicAccessState: 'block-new-sharing' },
    ],
    [
      'GetInstanceMetadataDefaults',
      new ec2.GetInstanceMetadataDefaultsCommand({}),
      { AccountLevel: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } },
    ],
  ])('answers ec2 %s', async (_, command, expected) => {
    const answer: object = await new ec2.EC2Client(config).send(command as ec2.GetEbsEncryptionByDefaultCommand);
    expect(answer).toMatchObject(expected);
  });

  it('tells the user data of an instance, and the permissions of snapshots and images', async () => {
    const client = new ec2.EC2Client(config);
    const named = await client.send(
      new ec2.DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['app-worker'] }] }),
    );
    const InstanceId = named.Reservations?.[0]?.Instances?.[0]?.InstanceId;
    const data = await client.send(new ec2.DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }));
    expect(Buffer.from(data.UserData?.Value ?? '', 'base64').toString()).toContain('AKIAIOSFODNN7EXAMPLE');

    const shared = await client.send(
      new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: ['all'] }),
    );
    expect(shared.Snapshots).toHaveLength(1);
    const SnapshotId = shared.Snapshots?.[0]?.SnapshotId;
    const who = await client.send(
      new ec2.DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
    );
    expect(who.CreateVolumePermissions).toEqual([{ Group: 'all' }]);

    const open = await client.send(new ec2.DescribeImagesCommand({ Owners: ['self'], ExecutableUsers: ['all'] }));
    expect(open.Images).toMatchObject([{ Public: true }]);
    const ImageId = open.Images?.[0]?.ImageId;
    const launch = await client.send(new ec2.DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
    expect(launch.LaunchPermissions).toEqual([{ Group: 'all' }]);
  });

  it('lists the snapshots and images of other accounts when no owner is asked for', async () => {
    const client = new ec2.EC2Client(config);
    const all = await client.send(new ec2.DescribeSnapshotsCommand({}));
    expect(all.Snapshots?.filter((snapshot) => snapshot.OwnerId !== account.id)).toHaveLength(3);
    const amazon = await client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
    expect(amazon.Images).toMatchObject([{ OwnerId: '137112412989', ImageOwnerAlias: 'amazon', Public: true }]);
  });

  it.each([
    ['GetAccountSummary', () => new iam.GetAccountSummaryCommand({}), 'SummaryMap'],
    ['GetAccountPasswordPolicy', () => new iam.GetAccountPasswordPolicyCommand({}), 'PasswordPolicy'],
    [
      'GetAccountAuthorizationDetails',
      () => new iam.GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }),
      'RoleDetailList',
    ],
    ['ListUsers', () => new iam.ListUsersCommand({}), 'Users'],
    ['ListRoles', () => new iam.ListRolesCommand({}), 'Roles'],
    ['ListGroups', () => new iam.ListGroupsCommand({}), 'Groups'],
    ['ListPolicies', () => new iam.ListPoliciesCommand({ Scope: 'Local' }), 'Policies'],
    ['ListMFADevices', () => new iam.ListMFADevicesCommand({ UserName: 'marina.alves' }), 'MFADevices'],
    ['ListVirtualMFADevices', () => new iam.ListVirtualMFADevicesCommand({}), 'VirtualMFADevices'],
    ['ListServerCertificates', () => new iam.ListServerCertificatesCommand({}), 'ServerCertificateMetadataList'],
    ['ListSAMLProviders', () => new iam.ListSAMLProvidersCommand({}), 'SAMLProviderList'],
    ['ListOpenIDConnectProviders', () => new iam.ListOpenIDConnectProvidersCommand({}), 'OpenIDConnectProviderList'],
    ['ListAccessKeys', () => new iam.ListAccessKeysCommand({ UserName: 'diego.rocha' }), 'AccessKeyMetadata'],
    ['ListAccountAliases', () => new iam.ListAccountAliasesCommand({}), 'AccountAliases'],
    [
      'GetOpenIDConnectProvider',
      () =>
        new iam.GetOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        }),
      'Url',
    ],
    ['GetUser', () => new iam.GetUserCommand({ UserName: 'marina.alves' }), 'User'],
    ['GetRole', () => new iam.GetRoleCommand({ RoleName: 'prod-app' }), 'Role'],
    [
      'GetPolicyVersion',
      () =>
        new iam.GetPolicyVersionCommand({
          PolicyArn: 'arn:aws:iam::111122223333:policy/tucanuva-break-glass',
          VersionId: 'v1',
        }),
      'PolicyVersion',
    ],
    ['GetPolicy', () => new iam.GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/SecurityAudit' }), 'Policy'],
    [
      'ListEntitiesForPolicy',
      () => new iam.ListEntitiesForPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/SecurityAudit' }),
      'PolicyRoles',
    ],
  ])('answers iam %s', async (_, command, member) => {
    const answer: object = await new iam.IAMClient(config).send(command() as iam.ListUsersCommand);
    expect(answer).toHaveProperty(member);
  });

  it('lists analyzers and the SES account', async () => {
    const { analyzers } = await new AccessAnalyzerClient(config).send(new ListAnalyzersCommand({}));
    expect(analyzers).toMatchObject([{ type: 'ACCOUNT', createdAt: expect.any(Date) }]);
    const europe = new AccessAnalyzerClient({ ...config, region: 'eu-west-1' });
    await expect(europe.send(new ListAnalyzersCommand({}))).resolves.toMatchObject({ analyzers: [] });
    const ses = await new SESv2Client(config).send(new GetAccountCommand({}));
    expect(ses).toMatchObject({ SendingEnabled: true, SendQuota: { Max24HourSend: 50_000 } });
  });
});
