/** Which units a scan of named resources is made of: where each is listed, and what its policies read beside it. Pure. */
import type { Scope } from '@cspmexa/contracts';
import type { Plan, UnitPlan } from '@cspmexa/collector-kit';
import type { AnyKind } from '@cspmexa/resources';
import type { NamedResource } from './named-resource.js';

/** Where the inventory has a resource. */
export interface KnownPlace {
  readonly arn: string;
  readonly kind: string;
  /** The region of the unit that lists it. */
  readonly listedIn: string;
  /** Where it lives. */
  readonly region: string;
}

export interface TargetUnits {
  readonly targets: readonly NamedResource[];
  readonly known: readonly KnownPlace[];
  /** What is collected for them, by `planForTargets`. */
  readonly plan: Plan;
  /** Every kind that can be collected. */
  readonly kinds: readonly AnyKind[];
  /** Of the account. */
  readonly scope: Scope;
}

/**
 * Regional kinds that policies read are looked at where the targets are, and nowhere else: a policy that needs more stays
 * unknown.
 */
export function unitsOfTargets({ targets, known, plan, kinds, scope }: TargetUnits): UnitPlan[] {
  const placed = targets.flatMap((target) => target.kinds.map((kind) => placeOf(target, kind, known)));
  const regions = new Set(placed.flatMap(({ listedIn, region }) => [listedIn, region]));
  regions.delete('global');
  const isTarget = new Set(placed.map(({ kind }) => kind.kind));
  const isRead = kinds.filter(({ kind }) => plan.has(kind) && !isTarget.has(kind));
  const units = [
    ...placed.map(({ kind: { service }, listedIn }) => ({ service, region: listedIn })),
    ...isRead.flatMap(({ service, scope: kindScope }) =>
      (kindScope === 'global' ? ['global'] : [...regions]).map((region) => ({ service, region })),
    ),
  ];
  return unique(units).filter(
    ({ service, region }) =>
      (scope.services.length === 0 || scope.services.includes(service)) &&
      (scope.regions.length === 0 || region === 'global' || scope.regions.includes(region)),
  );
}

function placeOf({ arn, region }: NamedResource, kind: AnyKind, known: readonly KnownPlace[]) {
  const found = known.find((place) => place.arn === arn && place.kind === kind.kind);
  const listedIn = kind.scope === 'global' ? 'global' : region;
  return { kind, listedIn: found?.listedIn ?? listedIn, region: found?.region ?? region };
}

const unique = (units: readonly UnitPlan[]): UnitPlan[] =>
  [...new Map(units.map((unit) => [`${unit.service}/${unit.region}`, unit])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, unit]) => unit);
