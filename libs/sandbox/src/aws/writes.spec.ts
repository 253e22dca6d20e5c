/** Changes through the real SDK clients show in the next read. */
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxAccount, sandboxRequestHandler, realisticAccount, type SandboxAccount } from './index.js';

const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };

function configOf(account: SandboxAccount, region = 'us-east-1') {
  return { region, credentials, maxAttempts: 1, requestHandler: sandboxRequestHandler(account) };
}

describe('S3', () => {
  const Bucket = 'my-bucket';
  let client: s3.S3Client;
  let account: SandboxAccount;

  beforeEach(async () => {
    account = createSandboxAccount();
    client = new s3.S3Client(configOf(account));
    await client.send(new s3.CreateBucketCommand({ Bucket }));
  });

  it('makes buckets private, encrypted and without ACLs', async () => {
    const block = await client.send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const encryption = await client.send(new s3.GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    const acl = await client.send(new s3.GetBucketAclCommand({ Bucket }));
    expect(acl.Grants).toEqual([{ Grantee: { ID: acl.Owner?.ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }]);
  });

  it.each<[string, () => s3.PutBucketPolicyCommand, () => s3.GetBucketPolicyCommand, object]>([
    [
      'versioning',
      () =>
        new s3.PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' },
        }) as never,
      () => new s3.GetBucketVersioningCommand({ Bucket }) as never,
      { Status: 'Enabled', MFADelete: 'Enabled' },
    ],
    [
      'logging',
      () =>
        new s3.PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'a&b/' } },
        }) as never,
      () => new s3.GetBucketLoggingCommand({ Bucket }) as never,
      { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'a&b/' } },
    ],
    [
      'encryption',
      () =>
        new s3.PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' },
                BucketKeyEnabled: true,
              },
            ],
          },
        }) as never,
      () => new s3.GetBucketEncryptionCommand({ Bucket }) as never,
      { ServerSideEncryptionConfiguration: { Rules: [{ BucketKeyEnabled: true }] } },
    ],
    [
      'lifecycle',
      () =>
        new s3.PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [
              { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'x/' }, Expiration: { Days: 30 } },
              {
                ID: 'b',
                Status: 'Disabled',
                Filter: { Prefix: '' },
                Transitions: [{ Days: 1, StorageClass: 'GLACIER' }],
              },
            ],
          },
        }) as never,
      () => new s3.GetBucketLifecycleConfigurationCommand({ Bucket }) as never,
      {
        Rules: [
          { ID: 'a', Expiration: { Days: 30 } },
          { ID: 'b', Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] },
        ],
      },
    ],
    [
      'ownership',
      () =>
        new s3.PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
        }) as never,
      () => new s3.GetBucketOwnershipControlsCommand({ Bucket }) as never,
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
    ],
    [
      'website',
      () =>
        new s3.PutBucketWebsiteCommand({
          Bucket,
          WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
        }) as never,
      () => new s3.GetBucketWebsiteCommand({ Bucket }) as never,
      { IndexDocument: { Suffix: 'index.html' } },
    ],
    [
      'tags',
      () => new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: '<b>' }] } }) as never,
      () => new s3.GetBucketTaggingCommand({ Bucket }) as never,
      { TagSet: [{ Key: 'a', Value: '<b>' }] },
    ],
    [
      'CORS',
      () =>
        new s3.PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'] }] },
        }) as never,
      () => new s3.GetBucketCorsCommand({ Bucket }) as never,
      { CORSRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'] }] },
    ],
    [
      'notifications',
      () =>
        new s3.PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: {
            TopicConfigurations: [{ TopicArn: 'arn:aws:sns:x', Events: ['s3:ObjectCreated:*'] }],
          },
        }) as never,
      () => new s3.GetBucketNotificationConfigurationCommand({ Bucket }) as never,
      { TopicConfigurations: [{ TopicArn: 'arn:aws:sns:x', Events: ['s3:ObjectCreated:*'] }] },
    ],
    [
      'acceleration',
      () =>
        new s3.PutBucketAccelerateConfigurationCommand({
          Bucket,
          AccelerateConfiguration: { Status: 'Enabled' },
        }) as never,
      () => new s3.GetBucketAccelerateConfigurationCommand({ Bucket }) as never,
      { Status: 'Enabled' },
    ],
    [
      'object lock',
      () =>
        new s3.PutObjectLockConfigurationCommand({
          Bucket,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3 } },
          },
        }) as never,
      () => new s3.GetObjectLockConfigurationCommand({ Bucket }) as never,
      { ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 3 } } } },
    ],
    [
      'replication',
      () =>
        new s3.PutBucketReplicationCommand({
          Bucket,
          ReplicationConfiguration: {
            Role: 'r',
            Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::d' } }],
          },
        }) as never,
      () => new s3.GetBucketReplicationCommand({ Bucket }) as never,
      { ReplicationConfiguration: { Rules: [{ Destination: { Bucket: 'arn:aws:s3:::d' } }] } },
    ],
  ])('remembers %s', async (_, put, get, expected) => {
    await client.send(put());
    await expect(client.send(get())).resolves.toMatchObject(expected);
  });

  it.each<[string, () => s3.DeleteBucketPolicyCommand, () => s3.GetBucketPolicyCommand, string]>([
    [
      'GetPublicAccessBlock',
      () => new s3.DeletePublicAccessBlockCommand({ Bucket }) as never,
      () => new s3.GetPublicAccessBlockCommand({ Bucket }) as never,
      'NoSuchPublicAccessBlockConfiguration',
    ],
    [
      'GetBucketEncryption',
      () => new s3.DeleteBucketEncryptionCommand({ Bucket }) as never,
      () => new s3.GetBucketEncryptionCommand({ Bucket }) as never,
      'ServerSideEncryptionConfigurationNotFoundError',
    ],
    [
      'GetBucketOwnershipControls',
      () => new s3.DeleteBucketOwnershipControlsCommand({ Bucket }) as never,
      () => new s3.GetBucketOwnershipControlsCommand({ Bucket }) as never,
      'OwnershipControlsNotFoundError',
    ],
    [
      'GetBucketLifecycleConfiguration',
      () => new s3.DeleteBucketLifecycleCommand({ Bucket }) as never,
      () => new s3.GetBucketLifecycleConfigurationCommand({ Bucket }) as never,
      'NoSuchLifecycleConfiguration',
    ],
    [
      'GetBucketTagging',
      () => new s3.DeleteBucketTaggingCommand({ Bucket }) as never,
      () => new s3.GetBucketTaggingCommand({ Bucket }) as never,
      'NoSuchTagSet',
    ],
    [
      'GetBucketPolicy',
      () => new s3.DeleteBucketPolicyCommand({ Bucket }),
      () => new s3.GetBucketPolicyCommand({ Bucket }),
      'NoSuchBucketPolicy',
    ],
    [
      'GetBucketPolicyStatus',
      () => new s3.DeleteBucketPolicyCommand({ Bucket }),
      () => new s3.GetBucketPolicyStatusCommand({ Bucket }) as never,
      'NoSuchBucketPolicy',
    ],
    [
      'GetBucketWebsite',
      () => new s3.DeleteBucketWebsiteCommand({ Bucket }) as never,
      () => new s3.GetBucketWebsiteCommand({ Bucket }) as never,
      'NoSuchWebsiteConfiguration',
    ],
    [
      'GetBucketReplication',
      () => new s3.DeleteBucketReplicationCommand({ Bucket }) as never,
      () => new s3.GetBucketReplicationCommand({ Bucket }) as never,
      'ReplicationConfigurationNotFoundError',
    ],
    [
      'GetBucketCors',
      () => new s3.DeleteBucketCorsCommand({ Bucket }) as never,
      () => new s3.GetBucketCorsCommand({ Bucket }) as never,
      'NoSuchCORSConfiguration',
    ],
  ])('%s of what was deleted is its error', async (_, remove, get, name) => {
    const removed = await client.send(remove());
    expect(removed.$metadata.httpStatusCode).toBe(204);
    await expect(client.send(get())).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
  });

  it('refuses a public policy and a public ACL for as long as they are blocked', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
    });
    const putPolicy = () => client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    const putAcl = () => client.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
    await expect(putPolicy()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(putAcl()).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await client.send(
      new s3.PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    );
    await expect(putAcl()).rejects.toMatchObject({ name: 'AccessDenied' });
    await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
    await putPolicy();
    await putAcl();
    const status = await client.send(new s3.GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus).toEqual({ IsPublic: true });
    const acl = await client.send(new s3.GetBucketAclCommand({ Bucket }));
    expect(acl.Grants?.map((grant) => grant.Grantee?.URI)).toContain('http://acs.amazonaws.com/groups/global/AllUsers');
    await expect(client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: 'not json' }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
  });

  it('redirects to the region of a bucket', async () => {
    const europe = new s3.S3Client(configOf(account, 'eu-west-1'));
    await expect(europe.send(new s3.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
    });
    const following = new s3.S3Client({ ...configOf(account, 'eu-west-1'), followRegionRedirects: true });
    await expect(following.send(new s3.GetBucketVersioningCommand({ Bucket }))).resolves.toBeDefined();
    const message = "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'";
    const answer = account.handle({
      method: 'GET',
      host: `${Bucket}.s3.amazonaws.com`,
      path: '/',
      query: { policy: '' },
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=x/20261121/eu-west-1/s3/aws4_request, SignedHeaders=host',
      },
      body: Buffer.alloc(0),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain(`<Code>AuthorizationHeaderMalformed</Code><Message>${message}</Message>`);
  });

  it('makes a bucket once, and deletes it', async () => {
    const europe = new s3.S3Client(configOf(account, 'eu-west-1'));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await europe.send(new s3.CreateBucketCommand({ Bucket: 'other-bucket', CreateBucketConfiguration }));
    await expect(
      europe.send(new s3.CreateBucketCommand({ Bucket: 'other-bucket', CreateBucketConfiguration })),
    ).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    const elsewhere = { LocationConstraint: 'sa-east-1' as const };
    const third = new s3.CreateBucketCommand({ Bucket: 'third-bucket', CreateBucketConfiguration: elsewhere });
    await expect(europe.send(third)).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
    await client.send(new s3.DeleteBucketCommand({ Bucket }));
    await expect(client.send(new s3.GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
      BucketName: Bucket,
    });
    await expect(client.send(new s3.HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('blocks public access for the account, for the account alone', async () => {
    const control = new s3Control.S3ControlClient(configOf(account));
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, IgnorePublicAcls: false };
    await control.send(
      new s3Control.PutPublicAccessBlockCommand({ AccountId: account.id, PublicAccessBlockConfiguration }),
    );
    // A command of S3 Control can be sent only once: it adds its middleware each time.
    const read = () => new s3Control.GetPublicAccessBlockCommand({ AccountId: account.id });
    await expect(control.send(read())).resolves.toMatchObject({ PublicAccessBlockConfiguration });
    await control.send(new s3Control.DeletePublicAccessBlockCommand({ AccountId: account.id }));
    await expect(control.send(read())).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
    const foreign = new s3Control.GetPublicAccessBlockCommand({ AccountId: '999999999999' });
    await expect(control.send(foreign)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('says what it does not offer', async () => {
    await expect(client.send(new s3.GetObjectCommand({ Bucket, Key: 'a/b.txt' }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'The sandbox account does not offer s3:GetObject.',
    });
  });
});

describe('EC2', () => {
  let account: SandboxAccount;
  let client: ec2.EC2Client;

  beforeEach(() => {
    account = realisticAccount();
    client = new ec2.EC2Client(configOf(account));
  });

  it('makes a VPC with its default group, route table and network ACL', async () => {
    const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.99.0.0/16' }));
    const Filters = [{ Name: 'vpc-id', Values: [Vpc?.VpcId ?? ''] }];
    const groups = await client.send(new ec2.DescribeSecurityGroupsCommand({ Filters }));
    expect(groups.SecurityGroups).toMatchObject([{ GroupName: 'default', IpPermissions: [{ IpProtocol: '-1' }] }]);
    const tables = await client.send(new ec2.DescribeRouteTablesCommand({ Filters }));
    expect(tables.RouteTables).toMatchObject([{ Associations: [{ Main: true }] }]);
    const acls = await client.send(new ec2.DescribeNetworkAclsCommand({ Filters }));
    expect(acls.NetworkAcls).toMatchObject([{ IsDefault: true }]);
    await client.send(new ec2.DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
    await expect(client.send(new ec2.DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ''] }))).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
  });

  it('authorizes, refuses a duplicate, revokes, and deletes a security group', async () => {
    const { GroupId } = await client.send(new ec2.CreateSecurityGroupCommand({ GroupName: 'new', Description: 'n' }));
    const IpPermissions = [
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'a' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      },
    ];
    const added = await client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(added.SecurityGroupRules).toHaveLength(2);
    await expect(
      client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
    ).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
    });
    const read = new ec2.DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] });
    const [group] = (await client.send(read)).SecurityGroups ?? [];
    expect(group?.IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'a' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ]);
    const flat = { GroupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
    await client.send(new ec2.RevokeSecurityGroupIngressCommand(flat));
    const byId = added.SecurityGroupRules?.[1]?.SecurityGroupRuleId ?? '';
    await client.send(new ec2.RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [byId] }));
    await expect(client.send(new ec2.RevokeSecurityGroupIngressCommand(flat))).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    });
    expect((await client.send(read)).SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    const everywhere = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: everywhere }));
    expect((await client.send(read)).SecurityGroups?.[0]?.IpPermissionsEgress).toEqual([]);
    await client.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: everywhere }));
    await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
    await expect(client.send(read)).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  it('keeps a security group that something uses', async () => {
    const { SecurityGroups } = await client.send(
      new ec2.DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['prod-app'] }] }),
    );
    const GroupId = SecurityGroups?.[0]?.GroupId;
    await expect(client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }))).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
  });

  it('changes metadata options, and terminates an instance with what hangs on it', async () => {
    const find = new ec2.DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['bastion'] }] });
    const bastion = async () => (await client.send(find)).Reservations?.[0]?.Instances?.[0];
    const InstanceId = (await bastion())?.InstanceId ?? '';
    await client.send(new ec2.ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'required' }));
    expect((await bastion())?.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpEndpoint: 'enabled' });
    const { Addresses } = await client.send(
      new ec2.DescribeAddressesCommand({ Filters: [{ Name: 'instance-id', Values: [InstanceId] }] }),
    );
    const AllocationId = Addresses?.[0]?.AllocationId;
    await expect(client.send(new ec2.ReleaseAddressCommand({ AllocationId }))).rejects.toMatchObject({
      name: 'InvalidIPAddress.InUse',
    });
    const ended = await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(ended.TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'terminated' } },
    ]);
    expect(await bastion()).toMatchObject({ State: { Name: 'terminated' }, NetworkInterfaces: [] });
    await client.send(new ec2.ReleaseAddressCommand({ AllocationId }));
  });

  it('stops sharing snapshots and images, and refuses to share what is blocked', async () => {
    const snapshots = new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: ['all'] });
    const SnapshotId = (await client.send(snapshots)).Snapshots?.[0]?.SnapshotId;
    await client.send(
      new ec2.ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Remove: [{ Group: 'all' }] } }),
    );
    expect((await client.send(snapshots)).Snapshots).toEqual([]);
    await client.send(new ec2.EnableSnapshotBlockPublicAccessCommand({ State: 'block-new-sharing' }));
    const share = { SnapshotId, Attribute: 'createVolumePermission' as const, OperationType: 'add' as const };
    await expect(
      client.send(new ec2.ModifySnapshotAttributeCommand({ ...share, GroupNames: ['all'] })),
    ).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    await client.send(new ec2.ModifySnapshotAttributeCommand({ ...share, UserIds: ['444455556666'] }));
    const who = await client.send(
      new ec2.DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
    );
    expect(who.CreateVolumePermissions).toEqual([{ UserId: '444455556666' }]);
    const images = new ec2.DescribeImagesCommand({ Owners: ['self'], ExecutableUsers: ['all'] });
    const ImageId = (await client.send(images)).Images?.[0]?.ImageId;
    await client.send(
      new ec2.ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Remove: [{ Group: 'all' }] } }),
    );
    expect((await client.send(images)).Images).toEqual([]);
  });

  it('changes what holds for a region, in that region alone', async () => {
    const brazil = new ec2.EC2Client(configOf(account, 'sa-east-1'));
    const read = new ec2.GetEbsEncryptionByDefaultCommand({});
    await expect(brazil.send(read)).resolves.toMatchObject({ EbsEncryptionByDefault: false });
    await brazil.send(new ec2.EnableEbsEncryptionByDefaultCommand({}));
    await expect(brazil.send(read)).resolves.toMatchObject({ EbsEncryptionByDefault: true });
    await client.send(new ec2.DisableEbsEncryptionByDefaultCommand({}));
    await expect(brazil.send(read)).resolves.toMatchObject({ EbsEncryptionByDefault: true });
    await client.send(
      new ec2.ModifyInstanceMetadataDefaultsCommand({ HttpTokens: 'no-preference', HttpEndpoint: 'enabled' }),
    );
    await expect(client.send(new ec2.GetInstanceMetadataDefaultsCommand({}))).resolves.toMatchObject({
      AccountLevel: { HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2 },
    });
    await client.send(new ec2.DisableImageBlockPublicAccessCommand({}));
    await client.send(
      new ec2.EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }),
    );
    await expect(client.send(new ec2.GetImageBlockPublicAccessStateCommand({}))).resolves.toMatchObject({
      ImageBlockPublicAccessState: 'block-new-sharing',
    });
  });

  it('changes flow logs, subnets and network ACLs', async () => {
    const { Vpcs } = await client.send(
      new ec2.DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
    );
    const VpcId = Vpcs?.[0]?.VpcId ?? '';
    const made = await client.send(
      new ec2.CreateFlowLogsCommand({
        ResourceIds: [VpcId],
        ResourceType: 'VPC',
        TrafficType: 'REJECT',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::l',
      }),
    );
    const logs = new ec2.DescribeFlowLogsCommand({ Filter: [{ Name: 'resource-id', Values: [VpcId] }] });
    expect((await client.send(logs)).FlowLogs).toMatchObject([
      { TrafficType: 'REJECT', LogDestination: 'arn:aws:s3:::l' },
    ]);
    await client.send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: made.FlowLogIds }));
    expect((await client.send(logs)).FlowLogs).toEqual([]);
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const SubnetId = (await client.send(new ec2.DescribeSubnetsCommand({ Filters }))).Subnets?.[0]?.SubnetId;
    await client.send(new ec2.ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: false } }));
    const subnets = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
    expect(subnets.Subnets).toMatchObject([{ MapPublicIpOnLaunch: false }]);
    const acls = new ec2.DescribeNetworkAclsCommand({ Filters });
    const NetworkAclId = (await client.send(acls)).NetworkAcls?.[0]?.NetworkAclId;
    const entry = { NetworkAclId, RuleNumber: 100, Egress: false };
    await client.send(
      new ec2.ReplaceNetworkAclEntryCommand({
        ...entry,
        Protocol: '6',
        RuleAction: 'allow',
        CidrBlock: '10.0.0.0/8',
        PortRange: { From: 443, To: 443 },
      }),
    );
    const [acl] = (await client.send(acls)).NetworkAcls ?? [];
    expect(acl?.Entries?.find((each) => each.RuleNumber === 100 && each.Egress === false)).toMatchObject({
      CidrBlock: '10.0.0.0/8',
      PortRange: { From: 443, To: 443 },
    });
    await client.send(new ec2.DeleteNetworkAclEntryCommand(entry));
    await expect(client.send(new ec2.DeleteNetworkAclEntryCommand(entry))).rejects.toMatchObject({
      name: 'InvalidNetworkAclEntry.NotFound',
    });
  });

  it('changes nothing on a dry run, and nothing in a region that is off', async () => {
    await expect(client.send(new ec2.EnableEbsEncryptionByDefaultCommand({ DryRun: true }))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    const off = new ec2.EC2Client(configOf(account, 'ap-east-1'));
    await expect(off.send(new ec2.DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
  });
});

describe('IAM', () => {
  const document = (Action: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  let account: SandboxAccount;
  let client: iam.IAMClient;

  beforeEach(() => {
    account = createSandboxAccount();
    client = new iam.IAMClient(configOf(account));
  });

  it('sets and removes the password policy', async () => {
    const read = new iam.GetAccountPasswordPolicyCommand({});
    await expect(client.send(read)).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
    await client.send(new iam.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, MaxPasswordAge: 90 }));
    await expect(client.send(read)).resolves.toMatchObject({
      PasswordPolicy: { MinimumPasswordLength: 14, MaxPasswordAge: 90, ExpirePasswords: true, RequireSymbols: false },
    });
    await client.send(new iam.DeleteAccountPasswordPolicyCommand({}));
    await expect(client.send(read)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('makes, uses and deletes a user', async () => {
    const UserName = 'ana';
    const { User } = await client.send(
      new iam.CreateUserCommand({ UserName, Path: '/team/', Tags: [{ Key: 'a', Value: 'b' }] }),
    );
    expect(User?.Arn).toBe(`arn:aws:iam::${account.id}:user/team/ana`);
    await expect(client.send(new iam.CreateUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
    const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = AccessKey?.AccessKeyId ?? '';
    await client.send(new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    const keys = await client.send(new iam.ListAccessKeysCommand({ UserName }));
    expect(keys.AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: 'Inactive' }]);
    const used = await client.send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(used.AccessKeyLastUsed).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
    await client.send(new iam.CreateLoginProfileCommand({ UserName, Password: 'not-checked' }));
    await client.send(
      new iam.EnableMFADeviceCommand({
        UserName,
        SerialNumber: 'arn:aws:iam::1:mfa/ana',
        AuthenticationCode1: '1',
        AuthenticationCode2: '2',
      }),
    );
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await client.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
    await client.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: document('s3:*') }));
    const details = await client.send(
      new iam.GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'AWSManagedPolicy'] }),
    );
    expect(details.UserDetailList).toMatchObject([
      {
        UserPolicyList: [
          { PolicyName: 'p', PolicyDocument: encodeURIComponent(document('s3:*')).replaceAll('*', '%2A') },
        ],
        AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn }],
      },
    ]);
    expect(details.RoleDetailList).toEqual([]);
    expect(details.Policies?.map((policy) => policy.PolicyName)).toEqual(['AdministratorAccess']);
    await expect(client.send(new iam.DeleteUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await client.send(new iam.DetachUserPolicyCommand({ UserName, PolicyArn }));
    await client.send(new iam.DeleteUserPolicyCommand({ UserName, PolicyName: 'p' }));
    await client.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await client.send(new iam.DeleteLoginProfileCommand({ UserName }));
    await client.send(new iam.DeactivateMFADeviceCommand({ UserName, SerialNumber: 'arn:aws:iam::1:mfa/ana' }));
    await client.send(new iam.DeleteUserCommand({ UserName }));
    await expect(client.send(new iam.GetUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  it('makes groups and roles, and changes whom a role trusts', async () => {
    await client.send(new iam.CreateUserCommand({ UserName: 'ana' }));
    await client.send(new iam.CreateGroupCommand({ GroupName: 'devs' }));
    await client.send(new iam.AddUserToGroupCommand({ GroupName: 'devs', UserName: 'ana' }));
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await client.send(new iam.AttachGroupPolicyCommand({ GroupName: 'devs', PolicyArn }));
    await client.send(new iam.CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));
    await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    const uses = await client.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(uses).toMatchObject({
      PolicyGroups: [{ GroupName: 'devs' }],
      PolicyRoles: [{ RoleName: 'app' }],
      PolicyUsers: [],
    });
    const changed = trust.replace('ec2.', 'lambda.');
    await client.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: changed }));
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName: 'app' }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(changed);
    await expect(
      client.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: '{' })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await client.send(new iam.DetachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    await client.send(new iam.DeleteRoleCommand({ RoleName: 'app' }));
    await expect(client.send(new iam.DeleteGroupCommand({ GroupName: 'devs' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
  });

  it('keeps five versions of a policy', async () => {
    const { Policy } = await client.send(
      new iam.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document('*') }),
    );
    const PolicyArn = Policy?.Arn;
    const next = new iam.CreatePolicyVersionCommand({
      PolicyArn,
      PolicyDocument: document('s3:Get*'),
      SetAsDefault: true,
    });
    for (const version of ['v2', 'v3', 'v4', 'v5']) {
      await expect(client.send(next)).resolves.toMatchObject({
        PolicyVersion: { VersionId: version, IsDefaultVersion: true },
      });
    }
    await expect(client.send(next)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    await client.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    const details = await client.send(
      new iam.GetAccountAuthorizationDetailsCommand({ Filter: ['LocalManagedPolicy'] }),
    );
    expect(details.Policies).toMatchObject([{ DefaultVersionId: 'v2', IsAttachable: true, AttachmentCount: 0 }]);
    expect(details.Policies?.[0]?.PolicyVersionList?.map((version) => version.VersionId)).toEqual([
      'v5',
      'v4',
      'v3',
      'v2',
    ]);
    await client.send(new iam.DeletePolicyCommand({ PolicyArn }));
    await expect(client.send(new iam.GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});
