/** What is known of a place that could not be looked at: every policy there is unknown. */
import { Judge, type Policy } from '@cspmexa/policy-kit';
import { kindList, unknown } from '@cspmexa/resources';
import type { UnitPlace } from '../extent/extent.js';
import type { Catalogue } from '../policies/catalogue.js';
import { Tallying, type Tally } from '../tallies/tally.js';

/** The tallies of these policies in a place whose unit brought no result. */
export function blindTallies(catalogue: Catalogue, policies: readonly Policy[], place: UnitPlace, now: Date): Tally[] {
  const tallying = new Tallying(catalogue);
  const judge = new Judge(policies, now);
  const kinds = kindList.filter(
    ({ service, scope }) => service === place.service && (scope === 'global') === (place.region === 'global'),
  );
  for (const { kind } of kinds)
    for (const verdict of judge.hole({
      kind,
      place: { partition: 'aws', accountId: '', region: place.region },
      unknown: unknown('not-collected', '', `${place.service} in ${place.region} brought no result.`),
    }))
      tallying.add(verdict);
  return tallying.list();
}
