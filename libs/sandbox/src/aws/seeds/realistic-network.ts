/** The networks of the realistic account: production, Brazil and Europe. */
import { ec2At, ec2Arn, type Place } from '../make/place.js';
import {
  makeFlowLog,
  makeInternetGateway,
  makeRouteTable,
  makeSecurityGroup,
  makeSubnet,
  makeVpc,
  routeToInternet,
  type MadeVpc,
  type ShortRule,
} from '../make/network.js';
import { placeOf, plant, type Problem, type Seeding } from './seeding.js';

/** A network of the company: where its resources go. */
export interface Network {
  place: Place;
  vpc: MadeVpc;
  publicSubnets: ReturnType<typeof makeSubnet>[];
  privateSubnets: ReturnType<typeof makeSubnet>[];
  groups: Record<string, ReturnType<typeof makeSecurityGroup>>;
}

const WORLD = '0.0.0.0/0';
const OFFICE = '198.51.100.0/24';

interface GroupPlan {
  name: string;
  description: string;
  ingress: readonly ShortRule[];
  problems?: readonly Problem[];
}

function seedNetwork(
  seeding: Seeding,
  region: string,
  name: string,
  second: number,
  days: number,
  flowLogs: boolean,
): Network {
  const place = placeOf(seeding, region, days);
  const cidr = `10.${second}.0.0/16`;
  const vpc = makeVpc(place, cidr, { Name: name });
  const gateway = makeInternetGateway(place, vpc.id, { Name: `${name}-igw` });
  const publicSubnets = (['a', 'b'] as const).map((zone, index) =>
    makeSubnet(place, vpc, zone, `10.${second}.${index}.0/24`, false, { Name: `${name}-public-${zone}` }),
  );
  const privateSubnets = (['a', 'b'] as const).map((zone, index) =>
    makeSubnet(place, vpc, zone, `10.${second}.${10 + index}.0/24`, false, { Name: `${name}-private-${zone}` }),
  );
  const table = makeRouteTable(
    place,
    vpc.id,
    cidr,
    publicSubnets.map((subnet) => subnet.SubnetId),
    false,
    {
      Name: `${name}-public`,
    },
  );
  routeToInternet(table, gateway);
  const acl = vpc.networkAcl;
  plant(seeding, ec2Arn(place, 'network-acl', acl.NetworkAclId ?? ''), 'network-acl-open-admin-ports');
  const ofVpc = ec2Arn(place, 'vpc', vpc.id);
  if (flowLogs) makeFlowLog(place, vpc.id, `/vpc/${name}`);
  else plant(seeding, ofVpc, 'flow-logs-missing');
  vpc.defaultGroup.rules.clear();
  return { place, vpc, publicSubnets, privateSubnets, groups: {} };
}

function addGroup(seeding: Seeding, network: Network, plan: GroupPlan): void {
  const { place, vpc } = network;
  const made = makeSecurityGroup(place, vpc.id, plan.name, plan.description, plan.ingress, { Name: plan.name });
  network.groups[plan.name] = made;
  for (const problem of plan.problems ?? []) plant(seeding, ec2Arn(place, 'security-group', made.id), problem);
}

/** The id of a group that was added before. */
function groupId(network: Network, name: string): string {
  return network.groups[name]?.id ?? '';
}

/** Production in us-east-1: sound but for two ways in for administrators and a group left from a debugging session. */
export function seedProduction(seeding: Seeding): Network {
  const network = seedNetwork(seeding, 'us-east-1', 'prod', 20, 1200, true);
  const add = (plan: GroupPlan): void => addGroup(seeding, network, plan);
  add({
    name: 'prod-alb',
    description: 'Public load balancer',
    ingress: [
      { from: 443, source: WORLD, description: 'HTTPS' },
      { from: 80, source: WORLD, description: 'redirects to HTTPS' },
    ],
  });
  add({
    name: 'prod-app',
    description: 'Application',
    ingress: [{ from: 8080, source: groupId(network, 'prod-alb') }],
  });
  add({ name: 'prod-db', description: 'Databases', ingress: [{ from: 5432, source: groupId(network, 'prod-app') }] });
  add({
    name: 'prod-bastion',
    description: 'Bastion',
    ingress: [{ from: 22, source: WORLD, description: 'while travelling' }],
    problems: ['group-open-ssh'],
  });
  add({
    name: 'legacy-erp',
    description: 'Windows ERP',
    ingress: [
      { from: 3389, source: WORLD },
      { from: 3389, source: '::/0' },
    ],
    problems: ['group-open-rdp'],
  });
  add({
    name: 'tmp-debug',
    description: 'temporary',
    ingress: [{ source: WORLD, description: 'remove after debugging' }],
    problems: ['group-open-all-ports', 'group-unused'],
  });
  seedDefaultVpc(seeding);
  return network;
}

/** The VPC that came with the account and that nobody looked at since. */
function seedDefaultVpc(seeding: Seeding): void {
  const place = placeOf(seeding, 'us-east-1', 1500);
  const vpc = makeVpc(place, '172.31.0.0/16', {}, true);
  routeToInternet(vpc.mainRouteTable, makeInternetGateway(place, vpc.id));
  const subnet = makeSubnet(place, vpc, 'a', '172.31.0.0/20', true);
  subnet.DefaultForAz = true;
  plant(seeding, ec2Arn(place, 'vpc', vpc.id), 'flow-logs-missing');
  plant(seeding, ec2Arn(place, 'subnet', subnet.SubnetId), 'subnet-assigns-public-ip');
  plant(seeding, ec2Arn(place, 'security-group', vpc.defaultGroup.group.GroupId ?? ''), 'default-group-has-rules');
  plant(seeding, ec2Arn(place, 'network-acl', vpc.networkAcl.NetworkAclId ?? ''), 'network-acl-open-admin-ports');
}

/** Brazil in sa-east-1: a younger network without flow logs, and a database that anyone can reach. */
export function seedBrazil(seeding: Seeding): Network {
  const network = seedNetwork(seeding, 'sa-east-1', 'brasil', 30, 500, false);
  const add = (plan: GroupPlan): void => addGroup(seeding, network, plan);
  add({ name: 'pdv-api', description: 'API das lojas', ingress: [{ from: 443, source: WORLD }] });
  add({
    name: 'pdv-mysql',
    description: 'Banco das lojas',
    ingress: [{ from: 3306, source: WORLD, description: 'acesso das lojas' }],
    problems: ['group-open-mysql'],
  });
  add({
    name: 'escritorio',
    description: 'SSH do escritorio',
    ingress: [{ from: 22, source: OFFICE }],
    problems: ['group-unused'],
  });
  return network;
}

/** Europe in eu-west-1: small and sound, but for a subnet that hands out public addresses. */
export function seedEurope(seeding: Seeding): Network {
  const network = seedNetwork(seeding, 'eu-west-1', 'europe', 40, 300, true);
  addGroup(seeding, network, {
    name: 'partners-api',
    description: 'Partner API',
    ingress: [{ from: 443, source: '203.0.113.0/24', description: 'partners' }],
  });
  const [subnet] = network.publicSubnets;
  if (subnet !== undefined) {
    subnet.MapPublicIpOnLaunch = true;
    plant(seeding, ec2Arn(network.place, 'subnet', subnet.SubnetId), 'subnet-assigns-public-ip');
  }
  return network;
}

/** The settings of every region: hardened by the company's baseline, but for what it missed. */
export function seedRegionSettings(seeding: Seeding): void {
  const { account } = seeding;
  for (const region of account.settings.regions) {
    const place = placeOf(seeding, region, 0);
    ec2At(place).settings = {
      ebsEncryptionByDefault: region !== 'sa-east-1',
      snapshotBlockPublicAccess: region === 'us-east-1' ? 'unblocked' : 'block-all-sharing',
      imageBlockPublicAccess: 'block-new-sharing',
      metadataDefaults: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    };
    const root = `arn:aws:ec2:${region}:${account.id}:account`;
    if (region === 'sa-east-1') plant(seeding, root, 'ebs-encryption-default-off');
    if (region === 'us-east-1') plant(seeding, root, 'snapshot-block-public-access-off');
  }
}
