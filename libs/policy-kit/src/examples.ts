/** Runs a policy's examples: they are its tests and its documentation. */
import {
  known,
  resourceOf,
  type AnyKind,
  type Facet,
  type Place,
  type Resource,
  type Unknown,
} from '@cspmexa/resources';
import { Judge, type Verdict } from './judge.js';
import { denied, type Example, type Policy, type Sample } from './policy.js';
import { MemoryWorld } from './world.js';

const here: Place = { partition: 'aws', accountId: '111122223333', region: 'sa-east-1' };

/** Completes a sample from its kind's example; every value goes through the kind's schema, so an example cannot lie about AWS. */
export function resourceOfSample({ kind, base, facets = {}, tags, region }: Sample): Resource {
  const place = {
    ...here,
    region: region ?? (kind.scope === 'global' && kind.service === 'iam' ? 'global' : here.region),
  };
  const values = Object.entries(kind.facets).map(([name, schema]): [string, Facet<unknown>] => {
    const given = name in facets ? facets[name] : kind.example.facets[name];
    return [name, isUnknown(given) ? given : known(schema.parse(given))];
  });
  const parsed = kind.base.parse({ ...(kind.example.base as object), ...(base as object | undefined) });
  return resourceOf(kind, place, parsed, Object.fromEntries(values), { ...tags });
}

const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'known' in value && value.known === false;

/** The verdicts of one example. */
export function runExample(policy: Policy, example: Example<AnyKind, string>): Verdict[] {
  const subject = resourceOfSample({
    kind: policy.on,
    ...(example.base ? { base: example.base } : {}),
    ...(example.given ? { facets: example.given } : {}),
    ...(example.tags ? { tags: example.tags } : {}),
  });
  const world = new MemoryWorld();
  for (const resource of [subject, ...(example.others ?? []).map(resourceOfSample)]) world.add(resource);
  for (const kind of example.unlisted ?? [])
    world.addHole({
      kind: kind.kind,
      place: { ...here, region: kind.scope === 'global' ? 'global' : here.region },
      unknown: denied,
    });
  const set = example.parameters ? { [policy.id]: example.parameters } : {};
  const judge = new Judge([policy], new Date(example.now ?? '2026-01-15T12:00:00Z'), world, set);
  return [...judge.resource(subject)];
}

/** The worst outcome of a list of verdicts: fail before unknown before pass; none at all is a skip. */
export const worstOf = (verdicts: readonly Verdict[]): Verdict['outcome'] | 'skip' =>
  (['fail', 'unknown', 'pass'] as const).find((outcome) => verdicts.some((verdict) => verdict.outcome === outcome)) ??
  'skip';
