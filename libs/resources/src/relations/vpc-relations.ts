/** What networks, their routes, filters and doors refer to. */
import { Ec2Instance, Ec2NetworkInterface, Ec2TransitGateway } from '../aws/ec2.js';
import {
  Vpc,
  VpcEndpoint,
  VpcEndpointService,
  VpcInternetGateway,
  VpcNetworkAcl,
  VpcPeering,
  VpcRouteTable,
  VpcSubnet,
  VpnConnection,
} from '../aws/vpc.js';
import type { BaseOf, Place } from '../kind.js';
import { relationRule, to, type Relation } from './relation.js';
import { kindOfPrincipal } from './trust.js';

/** What the first part of a route's target says of its kind. */
const targetKinds = [
  ['igw', VpcInternetGateway],
  ['pcx', VpcPeering],
  ['vpce', VpcEndpoint],
  ['eni', Ec2NetworkInterface],
  ['tgw', Ec2TransitGateway],
  ['i', Ec2Instance],
] as const;

const targetKind = (target: string) => targetKinds.find(([prefix]) => target.startsWith(`${prefix}-`))?.[1] ?? null;

export const vpcRelations = [
  relationRule(Vpc),
  relationRule(VpcSubnet, { base: ({ vpcId }) => to('lies-in', Vpc, vpcId) }),
  relationRule(VpcRouteTable, {
    base: ({ vpcId, isMain, subnetIds }) => [
      ...to('routes-for', VpcSubnet, subnetIds),
      ...to('routes-for', Vpc, isMain ? vpcId : null),
      ...to('lies-in', Vpc, vpcId),
    ],
    facets: {
      routes: {
        relations: ['routes-to'],
        read: (routes) =>
          routes.flatMap(({ target, destination, state }) =>
            target === null || target === 'local'
              ? []
              : to(
                  'routes-to',
                  targetKind(target),
                  target,
                  [destination, state === 'active' ? null : state].filter((part) => part !== null).join(', ') || null,
                ),
          ),
      },
    },
  }),
  relationRule(VpcInternetGateway, {
    facets: {
      attachments: {
        relations: ['attached-to'],
        read: (attachments) =>
          to(
            'attached-to',
            Vpc,
            attachments.map(({ vpcId }) => vpcId),
          ),
      },
    },
  }),
  relationRule(VpcNetworkAcl, {
    base: ({ vpcId, subnetIds }) => [...to('filters', VpcSubnet, subnetIds), ...to('lies-in', Vpc, vpcId)],
  }),
  relationRule(VpcEndpoint, {
    base: ({ vpcId, serviceName }) => [...to('lies-in', Vpc, vpcId), ...to('leads-to', null, serviceName)],
    facets: {
      placement: { relations: ['lies-in'], read: ({ subnetIds }) => to('lies-in', VpcSubnet, subnetIds) },
    },
  }),
  relationRule(VpcEndpointService, {
    facets: {
      allowedPrincipals: {
        relations: ['shared-with'],
        read: (principals) =>
          principals.map((ref) => ({ relation: 'shared-with', kind: kindOfPrincipal(ref), ref, detail: null })),
      },
    },
  }),
  relationRule(VpcPeering, {
    base: ({ requester, accepter }, place) => [...peer(requester, place), ...peer(accepter, place)],
  }),
  relationRule(VpnConnection),
];

/** AWS does not say in which region the other side is: a network of another account, or of none, is named by its id alone. */
function peer({ vpcId, accountId, cidrs }: BaseOf<typeof VpcPeering>['requester'], place: Place): Relation[] {
  const isOurs = accountId === null || accountId === place.accountId;
  const where = [isOurs ? null : accountId, ...cidrs].filter((part) => part !== null).join(', ') || null;
  return to('connects', isOurs ? Vpc : null, vpcId, where);
}
