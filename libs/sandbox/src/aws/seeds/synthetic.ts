/** Accounts of any size, the same for the same seed, in which every planted misconfiguration is known. */
import { createSandboxAccount, type Planted, type SandboxAccount, type SandboxOptions } from '../account.js';
import { awsManagedArn } from '../iam/aws-managed.js';
import { policyDocument } from '../iam/documents.js';
import { makeInstance, makeSnapshot, makeVolume } from '../make/compute.js';
import { makeAccessKey, makeMfa, makePolicy, makeRole, makeUser } from '../make/identities.js';
import {
  makeFlowLog,
  makeInternetGateway,
  makeRouteTable,
  makeSecurityGroup,
  makeSubnet,
  makeVpc,
  routeToInternet,
  type ShortRule,
} from '../make/network.js';
import { ec2Arn, ec2At, type Place } from '../make/place.js';
import { cannedAcl } from '../s3/access.js';
import { newBucket } from '../s3/state.js';
import type { AccountState } from '../state.js';
import { daysAgo, placeOf, plant, publicRead, tlsOnlyPolicy, type Problem, type Seeding } from './seeding.js';

/** What a synthetic account is made of. */
export interface SyntheticOptions extends Omit<SandboxOptions, 'fill'> {
  /** How many resources, to within one in a hundred; at least 40. */
  resources: number;
  /** The regions of the account; resources go to each in turn. */
  regions?: string[];
}

const REGIONS = ['us-east-1', 'sa-east-1', 'eu-west-1'];
const WORLD = '0.0.0.0/0';

/** How many resources share a network before the next one is made. */
const RESOURCES_PER_NETWORK = 400;

interface Network {
  place: Place;
  vpcId: string;
  publicSubnet: ReturnType<typeof makeSubnet>;
  privateSubnet: ReturnType<typeof makeSubnet>;
  appGroup: ReturnType<typeof makeSecurityGroup>;
}

/** Makes a network; every third one has no flow logs, every fourth a default group that still has its rules. */
function addNetwork(seeding: Seeding, region: string, index: number): Network {
  const place = placeOf(seeding, region, 900);
  const cidr = `10.${index % 250}.0.0/16`;
  const vpc = makeVpc(place, cidr, { Name: `net-${index}` });
  const publicSubnet = makeSubnet(place, vpc, 'a', `10.${index % 250}.0.0/20`, index % 5 === 0);
  const privateSubnet = makeSubnet(place, vpc, 'b', `10.${index % 250}.16.0/20`, false);
  routeToInternet(makeRouteTable(place, vpc.id, cidr, [publicSubnet.SubnetId]), makeInternetGateway(place, vpc.id));
  // The rules in force refuse the ports of administrators, so that no network ACL is a finding.
  vpc.networkAcl.Entries?.unshift(
    ...[22, 3389].map((port, at) => ({
      Egress: false,
      CidrBlock: WORLD,
      Protocol: '6',
      RuleAction: 'deny' as const,
      RuleNumber: 50 + at,
      PortRange: { From: port, To: port },
    })),
  );
  if (index % 3 === 0) plant(seeding, ec2Arn(place, 'vpc', vpc.id), 'flow-logs-missing');
  else makeFlowLog(place, vpc.id, `/vpc/net-${index}`);
  const defaultArn = ec2Arn(place, 'security-group', vpc.defaultGroup.group.GroupId ?? '');
  if (index % 4 === 0) plant(seeding, defaultArn, 'default-group-has-rules');
  else vpc.defaultGroup.rules.clear();
  if (index % 5 === 0) plant(seeding, ec2Arn(place, 'subnet', publicSubnet.SubnetId), 'subnet-assigns-public-ip');
  const appGroup = makeSecurityGroup(place, vpc.id, `app-${index}`, 'application', [{ from: 443, source: cidr }]);
  return { place, vpcId: vpc.id, publicSubnet, privateSubnet, appGroup };
}

type Variant = readonly [problem: Problem | undefined, rules: readonly ShortRule[]];

const GROUP_VARIANTS: readonly Variant[] = [
  [undefined, [{ from: 443, source: WORLD }]],
  [undefined, [{ from: 22, source: '198.51.100.0/24' }]],
  ['group-open-ssh', [{ from: 22, source: WORLD }]],
  [undefined, [{ from: 5432, source: '10.0.0.0/8' }]],
  ['group-open-rdp', [{ from: 3000, to: 4000, source: '::/0' }]],
  [undefined, []],
  ['group-open-mysql', [{ from: 3306, source: WORLD }]],
  ['group-open-all-ports', [{ source: WORLD }]],
];

/** Makes a group and the instance that uses it, so that no group is unused; some are exposed, old or leaky. */
function addInstance(
  seeding: Seeding,
  { place, vpcId, publicSubnet, privateSubnet, appGroup }: Network,
  index: number,
): void {
  const [problem, rules] = GROUP_VARIANTS[index % GROUP_VARIANTS.length] ?? [undefined, []];
  const group = makeSecurityGroup(place, vpcId, `group-${index}`, 'synthetic', rules);
  if (problem !== undefined) plant(seeding, ec2Arn(place, 'security-group', group.id), problem);
  const exposed = index % 16 === 2 || index % 16 === 7;
  const [imdsv1, leaky, unencrypted] = [index % 7 === 0, index % 31 === 5, index % 6 === 1];
  const made = makeInstance(place, {
    subnet: exposed ? publicSubnet : privateSubnet,
    groups: [group, appGroup],
    privateIp: `10.${index % 250}.${(index >> 8) % 250}.${4 + (index % 250)}`,
    ...(exposed ? { publicIp: `203.0.${(index >> 8) % 256}.${index % 256}` } : {}),
    httpTokens: imdsv1 ? 'optional' : 'required',
    encryptedRoot: !unencrypted,
    userData: leaky ? '#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n' : '#!/bin/bash\nstart\n',
    tags: { Name: `machine-${index}` },
  });
  const arn = ec2Arn(place, 'instance', made.id);
  if (exposed) plant(seeding, arn, 'instance-exposed');
  if (imdsv1) plant(seeding, arn, 'instance-allows-imdsv1');
  if (leaky) plant(seeding, arn, 'instance-user-data-secret');
  const root = made.instance.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
  if (unencrypted) plant(seeding, ec2Arn(place, 'volume', root), 'volume-unencrypted');
}

function addStorage(seeding: Seeding, { place }: Network, index: number): void {
  const encrypted = index % 9 !== 3;
  const volume = makeVolume(place, 100, encrypted);
  if (!encrypted) plant(seeding, ec2Arn(place, 'volume', volume.VolumeId), 'volume-unencrypted');
  const shared = index % 13 === 4;
  const snapshot = makeSnapshot(place, volume.VolumeId, !shared, shared ? ['all'] : []);
  if (shared) plant(seeding, ec2Arn(place, 'snapshot', snapshot.id), 'snapshot-public');
}

/** Makes a bucket that is sound but for at most a few things. */
function addBucket(seeding: Seeding, region: string, index: number): void {
  const { account } = seeding;
  const name = `synthetic-${account.id}-${index}`;
  const bucket = newBucket(name, region, account.s3.ownerId, daysAgo(seeding, 400));
  const { configuration } = bucket;
  const arn = `arn:aws:s3:::${name}`;
  account.s3.buckets.set(name, bucket);
  configuration.policy = tlsOnlyPolicy(name);
  if (index % 4 === 1) plant(seeding, arn, 'bucket-versioning-off');
  else configuration.versioning = { Status: 'Enabled' };
  if (index % 6 === 2) plant(seeding, arn, 'bucket-logging-off');
  else configuration.logging = { LoggingEnabled: { TargetBucket: 'central-logs', TargetPrefix: name } };
  if (index % 11 === 3) {
    delete configuration.publicAccessBlock;
    configuration.policy = tlsOnlyPolicy(name, publicRead(name));
    plant(seeding, arn, 'bucket-public-by-policy');
    plant(seeding, arn, 'bucket-public-access-block-missing');
  } else if (index % 11 === 7) {
    delete configuration.publicAccessBlock;
    configuration.ownership = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
    configuration.acl = cannedAcl('public-read', account.s3.ownerId);
    plant(seeding, arn, 'bucket-public-by-acl');
    plant(seeding, arn, 'bucket-public-access-block-missing');
  } else if (index % 5 === 0) {
    delete configuration.policy;
    plant(seeding, arn, 'bucket-allows-http');
  }
}

const SCOPED = policyDocument({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::synthetic/*' });
const EVERYTHING = policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' });
const EC2_TRUST = policyDocument({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
const OPEN_TRUST = policyDocument({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });

function addIdentities(seeding: Seeding, index: number): void {
  const { account } = seeding;
  const createdAt = daysAgo(seeding, 500);
  const [noMfa, oldKey, wildcard] = [index % 8 === 2, index % 5 === 1, index % 10 === 6];
  const person = index % 2 === 0;
  const usedAt = daysAgo(seeding, 2);
  const user = makeUser(account, `user-${index}`, createdAt, {
    ...(person ? { loginProfile: { createdAt, changedAt: daysAgo(seeding, 30), lastUsedAt: usedAt } } : {}),
    ...(person && !noMfa ? { mfa: [makeMfa(account, `user-${index}`, 'virtual', createdAt)] } : {}),
    ...(person
      ? {}
      : {
          accessKeys: [
            makeAccessKey(account, daysAgo(seeding, oldKey ? 300 : 20), {
              at: usedAt,
              service: 's3',
              region: 'us-east-1',
            }),
          ],
        }),
    ...(person && wildcard ? { inline: { everything: EVERYTHING } } : {}),
  });
  if (person && noMfa) plant(seeding, user.arn, 'user-without-mfa');
  if (!person && oldKey) plant(seeding, user.arn, 'access-key-old');
  if (person && wildcard) plant(seeding, user.arn, 'user-wildcard-inline-policy');
  const full = index % 25 === 7;
  const policy = makePolicy(account, `policy-${index}`, createdAt, full ? EVERYTHING : SCOPED);
  if (full) plant(seeding, policy.arn, 'policy-full-admin');
  const open = index % 17 === 9;
  const role = makeRole(account, `role-${index}`, createdAt, open ? OPEN_TRUST : EC2_TRUST, { attached: [policy.arn] });
  if (open) plant(seeding, role.arn, 'role-trusts-everybody');
}

/** How many resources an account holds, each thing that a listing returns counted once. */
export function countResources(account: AccountState): number {
  const { iam, s3 } = account;
  let count = s3.buckets.size + iam.users.size + iam.groups.size + iam.roles.size;
  for (const policy of iam.policies.values()) if (!policy.arn.startsWith('arn:aws:iam::aws:')) count += 1;
  for (const region of account.ec2.values()) {
    for (const collection of Object.values(region)) if (collection instanceof Map) count += collection.size;
  }
  return count;
}

/** What one step of every kind makes: group, instance, root volume and interface; volume and snapshot; identities. */
const RESOURCES_PER_STEP = 4 + 2 + 3 + 1;

function fill(account: AccountState, wanted: number, regions: readonly string[]): Planted[] {
  const seeding: Seeding = { account, now: account.now(), planted: [] };
  account.settings.regions = [...regions];
  account.s3.publicAccessBlock = null;
  plant(seeding, `arn:aws:s3:::${account.id}`, 'account-public-access-block-missing');
  account.iam.root.mfa = [makeMfa(account, 'root', 'hardware', daysAgo(seeding, 900))];
  account.iam.passwordPolicy = {
    MinimumPasswordLength: 14,
    RequireSymbols: true,
    RequireNumbers: true,
    RequireUppercaseCharacters: true,
    RequireLowercaseCharacters: true,
    AllowUsersToChangePassword: true,
    MaxPasswordAge: 90,
    PasswordReusePrevention: 24,
    ExpirePasswords: true,
  };
  for (const region of regions) {
    const { settings } = ec2At(placeOf(seeding, region, 0));
    settings.ebsEncryptionByDefault = true;
    settings.snapshotBlockPublicAccess = 'block-new-sharing';
    settings.metadataDefaults = { HttpTokens: 'required' };
  }
  makeUser(account, 'support', daysAgo(seeding, 900));
  makeRole(account, 'support', daysAgo(seeding, 900), EC2_TRUST, { attached: [awsManagedArn('AWSSupportAccess')] });
  const networks: Network[] = [];
  const stepsPerNetwork = Math.ceil(RESOURCES_PER_NETWORK / RESOURCES_PER_STEP);
  for (let step = 0; countAbout(account, networks.length, step) < wanted; step += 1) {
    const region = regions[step % regions.length] ?? 'us-east-1';
    const turn = Math.floor(step / (regions.length * stepsPerNetwork));
    const at = turn * regions.length + (step % regions.length);
    const network = networks[at] ?? (networks[at] = addNetwork(seeding, region, at));
    addInstance(seeding, network, step);
    addStorage(seeding, network, step);
    addIdentities(seeding, step);
    addBucket(seeding, region, step);
  }
  return seeding.planted;
}

/** Counting every step exactly would cost more than making it; a network comes with about ten things. */
function countAbout(account: AccountState, networks: number, steps: number): number {
  return steps % 20 === 0 || steps < 20 ? countResources(account) : networks * 10 + steps * RESOURCES_PER_STEP;
}

/** Makes an account of about that many resources. */
export function syntheticAccount({ resources, regions = REGIONS, ...options }: SyntheticOptions): SandboxAccount {
  return createSandboxAccount({ ...options, fill: (account) => fill(account, resources, regions) });
}
