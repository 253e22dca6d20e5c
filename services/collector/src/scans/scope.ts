/** What part of an account a scan looks at, and whether two scans would look at the same thing. Empty lists mean all. */
import type { ScanScope, Scope } from '@cspmexa/contracts';
import type { AnyKind } from '@cspmexa/resources';

/** What the account's own scope leaves of a wish. `missed` names what it does not leave; `nothing`: it leaves no service or no region at all. */
export interface Narrowed {
  readonly scope: Scope;
  readonly missed: readonly { readonly pointer: string; readonly message: string }[];
  readonly nothing: boolean;
}

/** The part of `asked` that the account's own scope leaves. */
export function narrow(account: Scope, asked: Scope): Narrowed {
  const services = meet(account.services, asked.services);
  const regions = meet(account.regions, asked.regions);
  return {
    scope: { services: services.left, regions: regions.left },
    missed: [...missed('services', services.missed), ...missed('regions', regions.missed)],
    nothing: [services, regions].some(({ left, missed: none }) => left.length === 0 && none.length > 0),
  };
}

/** Both lists, where an empty one is everything. */
function meet<T>(account: readonly T[], asked: readonly T[]): { left: T[]; missed: T[] } {
  const unique = [...new Set(asked)];
  if (account.length === 0) return { left: unique, missed: [] };
  if (unique.length === 0) return { left: [...account], missed: [] };
  return {
    left: unique.filter((item) => account.includes(item)),
    missed: unique.filter((item) => !account.includes(item)),
  };
}

const missed = (list: string, items: readonly string[]): Narrowed['missed'] =>
  items.length === 0
    ? []
    : [{ pointer: `/body/scope/${list}`, message: `The scope of the account does not include ${items.join(', ')}.` }];

/**
 * True when two scans may not run beside each other. Two that look at places: when they share a service in a shared region
 * (services with global kinds are looked at whatever the regions are). Two that look at named resources: when they share
 * one. One of each never: what is older changes nothing, resource by resource.
 */
export function overlaps(one: ScanScope, other: ScanScope, services: readonly ScannedService[]): boolean {
  if (isTargeted(one) || isTargeted(other)) return one.resources.some((arn) => other.resources.includes(arn));
  const regionsMeet =
    one.regions.length === 0 ||
    other.regions.length === 0 ||
    one.regions.some((region) => other.regions.includes(region));
  const covers = (scope: Scope, name: string): boolean =>
    scope.services.length === 0 || scope.services.some((service) => service === name);
  return services.some(({ name, hasGlobal }) => covers(one, name) && covers(other, name) && (hasGlobal || regionsMeet));
}

/** True for a scan of named resources alone. */
export const isTargeted = ({ resources }: Pick<ScanScope, 'resources'>): boolean => resources.length > 0;

/** A service that has collectors. */
export interface ScannedService {
  readonly name: string;
  /** It has kinds that are listed once, outside the regions. */
  readonly hasGlobal: boolean;
  /** What is collected of it. */
  readonly kinds: readonly AnyKind[];
}

/** The services of some collectors. */
export function servicesOf(collectors: readonly { readonly collects: AnyKind }[]): ScannedService[] {
  const names = [...new Set(collectors.map(({ collects }) => collects.service))];
  return names.map((name) => {
    const kinds = collectors.map(({ collects }) => collects).filter(({ service }) => service === name);
    return { name, hasGlobal: kinds.some(({ scope }) => scope === 'global'), kinds };
  });
}
