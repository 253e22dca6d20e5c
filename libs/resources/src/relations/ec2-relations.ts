/** What instances, their disks, addresses and groups refer to. */
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
  type SecurityGroupRule,
} from '../aws/ec2.js';
import { IamAccount } from '../aws/iam.js';
import { Vpc, VpcSubnet } from '../aws/vpc.js';
import type { Place } from '../kind.js';
import type { RelationName } from './relation-names.js';
import { relationRule, to, type Relation } from './relation.js';

const network = (vpcId: string | null, subnetId: string | null): Relation[] => [
  ...to('lies-in', VpcSubnet, subnetId),
  ...to('lies-in', Vpc, vpcId),
];

const encryption = {
  relations: ['encrypted-with'],
  read: ({ kmsKeyId }: { readonly kmsKeyId: string | null }) => to('encrypted-with', null, kmsKeyId),
} as const;

export const ec2Relations = [
  relationRule(Ec2Instance, {
    base: ({ securityGroupIds, subnetId, vpcId, imageId }) => [
      ...to('protected-by', Ec2SecurityGroup, securityGroupIds),
      ...network(vpcId, subnetId),
      ...to('made-from', Ec2Image, imageId),
    ],
    facets: {
      profile: { relations: ['acts-as'], read: (profile) => to('acts-as', null, profile?.arn) },
      volumes: { relations: ['attaches'], read: (volumes) => to('attaches', Ec2Volume, volumes) },
      network: {
        relations: ['attaches'],
        read: ({ interfaces }) =>
          to(
            'attaches',
            Ec2NetworkInterface,
            interfaces.map(({ id }) => id),
          ),
      },
      launch: { relations: ['opened-with'], read: ({ keyName }) => to('opened-with', Ec2KeyPair, keyName) },
    },
  }),
  relationRule(Ec2SecurityGroup, {
    base: ({ vpcId }) => to('lies-in', Vpc, vpcId),
    facets: {
      rules: {
        relations: ['lets-in', 'lets-out-to'],
        read: ({ ingress, egress }, _, place) => [
          ...ingress.flatMap((rule) => namedGroups('lets-in', rule, place)),
          ...egress.flatMap((rule) => namedGroups('lets-out-to', rule, place)),
        ],
      },
    },
  }),
  relationRule(Ec2NetworkInterface, {
    base: ({ securityGroupIds, subnetId, vpcId }) => [
      ...to('protected-by', Ec2SecurityGroup, securityGroupIds),
      ...network(vpcId, subnetId),
    ],
    facets: {
      attachment: {
        relations: ['attached-to'],
        read: ({ instanceId }) => to('attached-to', Ec2Instance, instanceId),
      },
    },
  }),
  relationRule(Ec2Volume, {
    facets: {
      encryption,
      usage: {
        relations: ['attached-to'],
        read: ({ instanceIds }) => to('attached-to', Ec2Instance, instanceIds),
      },
    },
  }),
  relationRule(Ec2Snapshot, {
    // AWS names a volume that never was for snapshots that are copies.
    base: ({ volumeId }) => to('made-from', Ec2Volume, volumeId === 'vol-ffffffff' ? null : volumeId),
    facets: {
      encryption,
      permissions: {
        relations: ['shared-with'],
        read: (permissions, _, { partition }) => [
          ...to('shared-with', null, permissions.public ? '*' : null),
          ...to(
            'shared-with',
            IamAccount,
            permissions.accountIds.map((id) => `arn:${partition}:iam::${id}:root`),
          ),
        ],
      },
    },
  }),
  relationRule(Ec2Image, {
    facets: {
      disks: {
        relations: ['made-from'],
        read: (disks) =>
          to(
            'made-from',
            Ec2Snapshot,
            disks.map(({ snapshotId }) => snapshotId),
          ),
      },
      permissions: {
        relations: ['shared-with'],
        read: (permissions) => to('shared-with', null, permissions.public ? '*' : null),
      },
    },
  }),
  relationRule(Ec2ElasticIp, {
    facets: {
      association: {
        relations: ['attached-to'],
        read: ({ interfaceId, instanceId }) => [
          ...to('attached-to', Ec2NetworkInterface, interfaceId),
          ...to('attached-to', Ec2Instance, instanceId),
        ],
      },
    },
  }),
  relationRule(Ec2LaunchTemplate, {
    facets: {
      versions: {
        relations: ['attaches'],
        read: (versions) =>
          versions.flatMap(({ version, interfaceIds }) =>
            to('attaches', Ec2NetworkInterface, interfaceIds, `v${version}`),
          ),
      },
    },
  }),
  relationRule(Ec2KeyPair),
  relationRule(Ec2Region),
  relationRule(Ec2TransitGateway),
];

/** The groups that a rule names, with what it is about. One of another account is named by its ARN: its id alone says nothing here. */
function namedGroups(relation: RelationName, rule: SecurityGroupRule, place: Place): Relation[] {
  return rule.groups.flatMap(({ groupId, accountId }) => {
    const isForeign = groupId !== null && accountId !== null && accountId !== place.accountId;
    const ref = isForeign ? Ec2SecurityGroup.arn({ ...place, accountId }, groupId) : groupId;
    return to(relation, Ec2SecurityGroup, ref, portsOf(rule));
  });
}

/** `tcp 443`, `udp 1000-2000`, or the protocol alone; null for everything. */
function portsOf({ protocol, fromPort, toPort }: SecurityGroupRule): string | null {
  if (protocol === '-1') return null;
  if (fromPort === null || toPort === null || (fromPort === 0 && toPort === 65_535)) return protocol;
  return `${protocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
}
