/** How resources change: one version for each change, with the differences from the one before. */
import type { ResourceChange } from '@cspmexa/contracts';
import { differences } from '@cspmexa/resources';
import { newId } from '@cspmexa/platform';
import type { Tx } from '../database.js';
import type { CollectedUnit } from '../units/collected-unit.js';
import { canonical } from './inventory-row.js';

/** What a resource was, as JSON texts. */
export interface OldContent {
  readonly deleted: boolean;
  readonly tags: string;
  readonly base: string;
  readonly facets: string;
}

/** A row that was written: `new` is null when it was marked as deleted, `old` when it was never seen before or is deleted. */
export interface FoundChange<New extends Omit<OldContent, 'deleted'> = Omit<OldContent, 'deleted'>> {
  readonly resourceId: string;
  readonly arn: string;
  /** Of the content, in hex. */
  readonly hash: string;
  readonly old: OldContent | null;
  readonly new: New | null;
}

/** Versions that are compared before others get their turn: a large unit must not hold up signs of life and health checks. */
const turn = 100;

/** Writes one version for each change, but for what only stands in another order than before. */
export async function writeVersions(
  tx: Tx,
  tenantId: string,
  { scanId, causes }: Pick<CollectedUnit, 'scanId' | 'causes'>,
  found: readonly FoundChange[],
  now: Date,
): Promise<void> {
  const causeOf = new Map(causes.map(({ resourceArn, ...cause }) => [resourceArn, canonical(cause)]));
  const versions: (FoundChange & { readonly changes: string })[] = [];
  for (const [at, change] of found.entries()) {
    if (at % turn === turn - 1) await new Promise((resolve) => setImmediate(resolve));
    const changes = changesOf(change);
    const isSame = change.new !== null && change.old?.deleted === false && changes.length === 0;
    if (!isSame) versions.push({ ...change, changes: canonical(changes) });
  }
  if (versions.length === 0) return;
  await tx.$executeRawUnsafe(
    `insert into resource_versions (tenant_id, resource_id, id, at, scan_id, state, content_hash, changes, cause)
     select $1::uuid, new.resource_id, new.id, $2::timestamptz, $3::uuid, new.state, decode(new.hash, 'hex'), new.changes::jsonb, new.cause::jsonb
     from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[]) as new (resource_id, id, state, hash, changes, cause)`,
    tenantId,
    now,
    scanId,
    versions.map(({ resourceId }) => resourceId),
    versions.map(() => newId(now)),
    versions.map((version) => (version.new ? 'present' : 'deleted')),
    versions.map(({ hash }) => hash),
    versions.map(({ changes }) => changes),
    versions.map(({ arn }) => causeOf.get(arn) ?? null),
  );
}

const changesOf = ({ old, new: now }: FoundChange): ResourceChange[] =>
  old && now ? differences(parsed(old), parsed(now)) : [];

const parsed = ({ tags, base, facets }: Omit<OldContent, 'deleted'>): unknown => ({
  tags: JSON.parse(tags),
  base: JSON.parse(base),
  facets: JSON.parse(facets),
});
