/** Where the packets of a subnet go. */
import { isInternetCidrs, type Family } from './addresses.js';

export interface RouteTable {
  readonly base: { readonly routeTableId: string; readonly isMain: boolean; readonly subnetIds: readonly string[] };
  readonly facets: { readonly routes: readonly Route[] };
}

export interface Route {
  readonly destination: string | null;
  readonly target: string | null;
  readonly state: string | null;
}

/** The route table that a subnet uses, among those of its VPC: the one it is associated with, else the main one. */
export const tableOf = <T extends RouteTable>(tables: readonly T[], subnetId: string): T | undefined =>
  tables.find(({ base }) => base.subnetIds.includes(subnetId)) ?? tables.find(({ base }) => base.isMain);

const internetTargets = { gateway: /^igw-/, inspected: /^vpce-/ } as const;

/**
 * Whether the internet is reached directly through an internet gateway (`gateway`), or through a firewall endpoint that stands before one
 * (`inspected`), so that answers to a public address find their way; null otherwise. Behind NAT and an egress-only gateway nothing is reached from
 * outside. A route that leads nowhere (blackhole) does not count.
 */
export function internetRoute(routes: readonly Route[], family: Family): keyof typeof internetTargets | null {
  const destinations = (target: RegExp): string[] =>
    routes
      .filter((route) => route.state !== 'blackhole' && target.test(route.target ?? ''))
      .flatMap(({ destination }) => destination ?? []);
  if (isInternetCidrs(destinations(internetTargets.gateway), family)) return 'gateway';
  return isInternetCidrs(destinations(internetTargets.inspected), family) ? 'inspected' : null;
}
