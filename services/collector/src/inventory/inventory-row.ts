/** What the inventory keeps of a resource: comparable by its hash, storable in PostgreSQL, and without secrets in clear. */
import { createHash } from 'node:crypto';
import { hashed, type Resource } from '@cspmexa/resources';
import { storableText as text } from './storable-text.js';

export interface InventoryRow {
  readonly kind: string;
  readonly arn: string;
  readonly region: string;
  readonly name: string | null;
  /** Canonical JSON texts. */
  readonly tags: string;
  readonly base: string;
  readonly facets: string;
  readonly searchText: string;
  /** A facet of it could not be read. */
  readonly hasUnknown: boolean;
  /** SHA-256 of everything that counts as a change, in hex. */
  readonly contentHash: string;
}

/** Longer ones fit into no index, and AWS makes none: they came out of a broken answer. In bytes and in characters. */
const longestArn = 2_048;
const longestRegion = 64;
const longestSearchText = 2_000;

/** Rows that are made before others get their turn: a large unit must not hold up signs of life and health checks. */
const turn = 200;

/** The rows of a unit's resources: one for each kind and ARN. Resources whose ARN AWS cannot have made are left out. */
export async function inventoryRowsOf(resources: readonly Resource[]): Promise<InventoryRow[]> {
  const rows = new Map<string, InventoryRow>();
  for (const [at, resource] of resources.entries()) {
    if (at % turn === turn - 1) await new Promise((resolve) => setImmediate(resolve));
    if (Buffer.byteLength(resource.arn) > longestArn) continue;
    const row = inventoryRowOf(resource);
    rows.set(`${row.kind} ${row.arn}`, row);
  }
  return [...rows.values()];
}

function inventoryRowOf(resource: Resource): InventoryRow {
  const { kind, id, tags, facets } = resource;
  const arn = text(resource.arn);
  const region = text(resource.region).slice(0, longestRegion);
  const name = resource.name === null ? null : text(resource.name);
  const content = { tags: canonical(tags), base: canonical(resource.base), facets: canonical(facets) };
  const hasUnknown = Object.values(facets).some((facet) => facet && !facet.known);
  const comparedFacets = hasUnknown ? canonical(withoutWording(facets)) : content.facets;
  const compared = [region, name ?? '', content.tags, content.base, comparedFacets];
  const words = [name ?? '', arn, id, ...Object.entries(tags).map(([key, value]) => `${key}=${value}`)];
  return {
    kind,
    arn,
    region,
    name,
    ...content,
    hasUnknown,
    searchText: text(words.join(' ').toLowerCase().slice(0, longestSearchText)),
    contentHash: createHash('sha256').update(JSON.stringify(compared)).digest('hex'),
  };
}

/** An unknown facet is the same unknown whatever AWS says this time: its words hold request ids. */
const withoutWording = (facets: Resource['facets']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facets).map(([name, facet]) => [name, facet && !facet.known ? { ...facet, detail: '' } : facet]),
  );

/**
 * JSON with sorted keys, texts that PostgreSQL can store, and without secrets: user data holds passwords often enough, so that
 * the inventory keeps what tells whether it has changed, and no more.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(text(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const texts = fields
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([key, inner]) => `${JSON.stringify(text(key))}:${canonical(key === 'userData' ? hashed(inner) : inner)}`);
  return `{${texts.join(',')}}`;
}
