/** What part of an account a scan looks at, and whether two scans would look at the same thing. Empty lists mean all. */
import type { Scope } from '@cspmexa/contracts';

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

/** True when two scans share a service in a shared region. Services with global kinds are looked at whatever the regions are. */
export function overlaps(one: Scope, other: Scope, services: readonly ScannedService[]): boolean {
  const regionsMeet =
    one.regions.length === 0 ||
    other.regions.length === 0 ||
    one.regions.some((region) => other.regions.includes(region));
  const covers = (scope: Scope, name: string): boolean =>
    scope.services.length === 0 || scope.services.some((service) => service === name);
  return services.some(({ name, hasGlobal }) => covers(one, name) && covers(other, name) && (hasGlobal || regionsMeet));
}

/** A service that has collectors. */
export interface ScannedService {
  readonly name: string;
  /** It has kinds that are listed once, outside the regions. */
  readonly hasGlobal: boolean;
}

/** The services of some collectors. */
export function servicesOf(
  collectors: readonly { readonly collects: { readonly service: string; readonly scope: string } }[],
): ScannedService[] {
  const names = [...new Set(collectors.map(({ collects }) => collects.service))];
  return names.map((name) => ({
    name,
    hasGlobal: collectors.some(({ collects }) => collects.service === name && collects.scope === 'global'),
  }));
}
