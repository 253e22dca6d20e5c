/** The operations that the other specs do not call, through the real SDK clients. */
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as ses from '@aws-sdk/client-sesv2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { realisticAccount, sandboxRequestHandler, type SandboxAccount } from './index.js';

const at = new Date('2026-11-21T12:00:00Z');
let account: SandboxAccount;
let config: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } } & Record<string, unknown>;

beforeEach(() => {
  account = realisticAccount({ now: () => at });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  config = { region: 'us-east-1', credentials, maxAttempts: 1, requestHandler: sandboxRequestHandler(account) };
});

describe('IAM', () => {
  const client = (): iam.IAMClient => new iam.IAMClient(config);

  it('reads single documents and memberships', async () => {
    const inline = await client().send(new iam.GetUserPolicyCommand({ UserName: 'deploy-bot', PolicyName: 'deploy' }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toContain('"Action":"*"');
    const ofRole = await client().send(new iam.GetRolePolicyCommand({ RoleName: 'prod-app', PolicyName: 'orders' }));
    expect(decodeURIComponent(ofRole.PolicyDocument ?? '')).toContain('tucanuva-orders-prod');
    const groups = await client().send(new iam.ListGroupsForUserCommand({ UserName: 'diego.rocha' }));
    expect(groups.Groups).toMatchObject([{ GroupName: 'developers' }]);
    const group = await client().send(new iam.GetGroupCommand({ GroupName: 'developers' }));
    expect(group.Users?.map((user) => user.UserName)).toEqual(['diego.rocha', 'paula.nunes']);
    const ofUser = await client().send(new iam.ListAttachedUserPoliciesCommand({ UserName: 'rafael.admin' }));
    expect(ofUser.AttachedPolicies).toMatchObject([{ PolicyName: 'AdministratorAccess' }]);
    const attached = await client().send(new iam.ListAttachedRolePoliciesCommand({ RoleName: 'support' }));
    expect(attached.AttachedPolicies).toMatchObject([{ PolicyName: 'AWSSupportAccess' }]);
    const profile = await client().send(new iam.GetLoginProfileCommand({ UserName: 'marina.alves' }));
    expect(profile.LoginProfile).toMatchObject({ UserName: 'marina.alves', PasswordResetRequired: false });
    await expect(client().send(new iam.GetLoginProfileCommand({ UserName: 'deploy-bot' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  it('reads SAML providers', async () => {
    const arn = `arn:aws:iam::${account.id}:saml-provider/corp`;
    account.state.iam.samlProviders.set(arn, {
      arn,
      createdAt: at,
      validUntil: at,
      document: '<EntityDescriptor a="&"/>',
    });
    const list = await client().send(new iam.ListSAMLProvidersCommand({}));
    expect(list.SAMLProviderList).toEqual([{ Arn: arn, CreateDate: at, ValidUntil: at }]);
    const provider = await client().send(new iam.GetSAMLProviderCommand({ SAMLProviderArn: arn }));
    expect(provider).toMatchObject({ SAMLMetadataDocument: '<EntityDescriptor a="&"/>', ValidUntil: at });
  });

  it('refuses what only a management account may ask', async () => {
    await expect(client().send(new iam.ListOrganizationsFeaturesCommand({}))).rejects.toBeInstanceOf(Error);
  });

  it('changes groups, inline policies and certificates', async () => {
    const GroupName = 'auditors';
    const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
    await client().send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName: 'caio.teles' }));
    await client().send(
      new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn: 'arn:aws:iam::aws:policy/SecurityAudit' }),
    );
    await client().send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'p', PolicyDocument }));
    await client().send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName: 'p' }));
    await client().send(new iam.DeleteGroupCommand({ GroupName }));
    await client().send(new iam.PutRolePolicyCommand({ RoleName: 'support', PolicyName: 'p', PolicyDocument }));
    await client().send(new iam.DeleteRolePolicyCommand({ RoleName: 'support', PolicyName: 'p' }));
    const certificate = new iam.DeleteServerCertificateCommand({ ServerCertificateName: 'loja-antiga' });
    await client().send(certificate);
    await expect(client().send(certificate)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const details = await client().send(new iam.GetAccountAuthorizationDetailsCommand({ Filter: ['Group'] }));
    expect(details.GroupDetailList?.map((group) => group.GroupName)).toEqual(['platform', 'developers']);
  });
});

describe('EC2', () => {
  const client = (): ec2.EC2Client => new ec2.EC2Client(config);

  it('reads an endpoint service and who may use it', async () => {
    const ServiceId = 'vpce-svc-0123456789abcdef0';
    account.state.ec2.get('us-east-1')?.endpointServices.set(ServiceId, {
      configuration: { ServiceId, ServiceName: `com.amazonaws.vpce.us-east-1.${ServiceId}`, AcceptanceRequired: false },
      allowedPrincipals: ['*', 'arn:aws:iam::444455556666:root'],
    });
    const services = await client().send(new ec2.DescribeVpcEndpointServiceConfigurationsCommand({}));
    expect(services.ServiceConfigurations).toMatchObject([{ ServiceId, AcceptanceRequired: false }]);
    const who = await client().send(new ec2.DescribeVpcEndpointServicePermissionsCommand({ ServiceId }));
    expect(who.AllowedPrincipals?.map((each) => each.Principal)).toEqual(['*', 'arn:aws:iam::444455556666:root']);
  });

  it.each(['instanceType', 'disableApiTermination', 'sourceDestCheck', 'groupSet', 'blockDeviceMapping'] as const)(
    'reads the attribute %s of an instance',
    async (Attribute) => {
      const [InstanceId] = account.state.ec2.get('us-east-1')?.instances.keys() ?? [];
      const answer = await client().send(new ec2.DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
      expect(Object.keys(answer).length).toBeGreaterThan(2);
    },
  );

  it('makes and deletes volumes, and deletes snapshots and images', async () => {
    const volume = await client().send(new ec2.CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 9 }));
    // The account encrypts new volumes of this region.
    expect(volume).toMatchObject({ Encrypted: true, Size: 9, State: 'available' });
    await client().send(new ec2.DeleteVolumeCommand({ VolumeId: volume.VolumeId }));
    const attached = [...(account.state.ec2.get('us-east-1')?.volumes.values() ?? [])].find(
      (each) => each.State === 'in-use',
    );
    await expect(client().send(new ec2.DeleteVolumeCommand({ VolumeId: attached?.VolumeId }))).rejects.toMatchObject({
      name: 'VolumeInUse',
    });
    const [SnapshotId] = account.state.ec2.get('us-east-1')?.snapshots.keys() ?? [];
    await client().send(new ec2.DeleteSnapshotCommand({ SnapshotId }));
    await expect(
      client().send(new ec2.DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId ?? ''] })),
    ).rejects.toMatchObject({
      name: 'InvalidSnapshot.NotFound',
    });
    const [ImageId] = account.state.ec2.get('us-east-1')?.images.keys() ?? [];
    await client().send(new ec2.DeregisterImageCommand({ ImageId }));
    await expect(client().send(new ec2.DescribeImagesCommand({ ImageIds: [ImageId ?? ''] }))).rejects.toMatchObject({
      name: 'InvalidAMIID.NotFound',
    });
  });

  it('takes the public address from an instance everywhere at once', async () => {
    const Filters = [{ Name: 'public-ip', Values: ['203.0.113.10'] }];
    const { Addresses } = await client().send(new ec2.DescribeAddressesCommand({ Filters }));
    await client().send(new ec2.DisassociateAddressCommand({ AssociationId: Addresses?.[0]?.AssociationId }));
    const byAddress = [{ Name: 'ip-address', Values: ['203.0.113.10'] }];
    const instances = await client().send(new ec2.DescribeInstancesCommand({ Filters: byAddress }));
    expect(instances.Reservations).toEqual([]);
    const cards = await client().send(
      new ec2.DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'association.public-ip', Values: ['203.0.113.10'] }],
      }),
    );
    expect(cards.NetworkInterfaces).toEqual([]);
  });

  it('changes user data only while an instance is stopped', async () => {
    const [InstanceId = ''] = account.state.ec2.get('us-east-1')?.instances.keys() ?? [];
    const change = () =>
      client().send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, UserData: { Value: Buffer.from('new') } }));
    await expect(change()).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    await client().send(new ec2.StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await change();
    await client().send(new ec2.StartInstancesCommand({ InstanceIds: [InstanceId] }));
    const data = await client().send(new ec2.DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }));
    expect(Buffer.from(data.UserData?.Value ?? '', 'base64').toString()).toBe('new');
  });

  it('adds a network ACL entry once', async () => {
    const [NetworkAclId] = account.state.ec2.get('us-east-1')?.networkAcls.keys() ?? [];
    const entry = {
      NetworkAclId,
      RuleNumber: 40,
      Egress: false,
      Protocol: '6',
      RuleAction: 'deny' as const,
      CidrBlock: '0.0.0.0/0',
    };
    await client().send(new ec2.CreateNetworkAclEntryCommand(entry));
    await expect(client().send(new ec2.CreateNetworkAclEntryCommand(entry))).rejects.toMatchObject({
      name: 'NetworkAclEntryAlreadyExists',
    });
  });

  it('lets snapshots of a region be public again', async () => {
    const europe = new ec2.EC2Client({ ...config, region: 'eu-west-1' });
    await europe.send(new ec2.DisableSnapshotBlockPublicAccessCommand({}));
    await expect(europe.send(new ec2.GetSnapshotBlockPublicAccessStateCommand({}))).resolves.toMatchObject({
      State: 'unblocked',
    });
  });
});

describe('SES', () => {
  it('lists and deletes identities', async () => {
    const client = new ses.SESv2Client(config);
    const list = () => client.send(new ses.ListEmailIdentitiesCommand({}));
    expect((await list()).EmailIdentities).toMatchObject([{ IdentityName: 'tucanuva.example', SendingEnabled: true }]);
    await client.send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: 'tucanuva.example' }));
    expect((await list()).EmailIdentities).toEqual([]);
  });
});
