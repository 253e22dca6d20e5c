/** Facets as plain values: reading one that is unknown ends the check with the verdict unknown. */
import { unknown, type AnyKind, type FacetName, type FacetValue, type Resource } from '@cspmexa/resources';
import { UnknownSignal } from './signal.js';

export type FacetValues<K extends AnyKind, N extends FacetName<K> = FacetName<K>> = {
  readonly [F in N]: FacetValue<K, F>;
};

class View {
  constructor(readonly resource: Pick<Resource, 'facets'>) {}
}
const views = new WeakMap<AnyKind, new (resource: Pick<Resource, 'facets'>) => View>();

const viewClass = (kind: AnyKind): new (resource: Pick<Resource, 'facets'>) => View => {
  const known = views.get(kind);
  if (known) return known;
  const made = class extends View {};
  for (const name of Object.keys(kind.facets))
    Object.defineProperty(made.prototype, name, {
      get(this: View) {
        const facet = this.resource.facets[name] ?? unknown('not-collected', '', `${name} was not asked for.`);
        if (!facet.known) throw new UnknownSignal(facet);
        return facet.value;
      },
    });
  views.set(kind, made);
  return made;
};

/** The values of a resource's facets, read when they are touched: a check that can decide without one does not need it to be known. */
export const valuesOf = <K extends AnyKind>(kind: K, resource: Pick<Resource<K>, 'facets'>): FacetValues<K> =>
  // The class has exactly the getters that FacetValues lists; TypeScript cannot see defineProperty.
  new (viewClass(kind))(resource) as unknown as FacetValues<K>;
