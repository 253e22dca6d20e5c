/** Keeps beside each resource what it says of others, so that the others can be asked who speaks of them. */
import { createHash } from 'node:crypto';
import { relationsOf, type Relation } from '@cspmexa/resources';
import type { Tx } from '../database.js';
import { storableText } from '../inventory/storable-text.js';

/** Whose relations are written. `base` and `facets` are JSON texts, as the inventory keeps them. */
export interface RelatedRow {
  readonly resourceId: string;
  readonly accountId: string;
  readonly awsAccountId: string;
  readonly region: string;
  readonly kind: string;
  readonly arn: string;
  readonly base: string;
  readonly facets: string;
}

/** Longer names fit into no index, and AWS makes none. In bytes. */
const longestRef = 2_048;
/** Conditions of trusts, at most as long as a trust policy may be. */
const longestDetail = 4_096;

/** Resources that are looked at before others get their turn: a large unit must not hold up signs of life and health checks. */
const turn = 200;

/** Replaces what these resources say. Rows that say the same as before are not touched. */
export async function writeRelations(tx: Tx, tenantId: string, resources: readonly RelatedRow[]): Promise<void> {
  if (resources.length === 0) return;
  const said: (Relation & { readonly resource: RelatedRow; readonly hash: string })[] = [];
  for (const [at, resource] of resources.entries()) {
    if (at % turn === turn - 1) await new Promise((resolve) => setImmediate(resolve));
    for (const relation of saidBy(resource)) said.push({ ...relation, resource, hash: hashOf(relation) });
  }
  const ids = said.map(({ resource }) => resource.resourceId);
  const hashes = said.map(({ hash }) => hash);
  await tx.$executeRawUnsafe(
    `delete from relations r where r.tenant_id = $1::uuid and r.resource_id = any($2::uuid[])
       and not exists (select 1 from unnest($3::uuid[], $4::text[]) as said (id, hash)
         where said.id = r.resource_id and decode(said.hash, 'hex') = r.hash)`,
    tenantId,
    resources.map(({ resourceId }) => resourceId),
    ids,
    hashes,
  );
  if (said.length === 0) return;
  await tx.$executeRawUnsafe(
    `insert into relations (tenant_id, account_id, resource_id, relation, kind, ref, detail, hash)
     select $1::uuid, said.account_id, said.id, said.relation, said.kind, said.ref, said.detail, decode(said.hash, 'hex')
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       as said (account_id, id, relation, kind, ref, detail, hash)
     on conflict do nothing`,
    tenantId,
    said.map(({ resource }) => resource.accountId),
    ids,
    said.map(({ relation }) => relation),
    said.map(({ kind }) => kind),
    said.map(({ ref }) => ref),
    said.map(({ detail }) => detail),
    hashes,
  );
}

/** Forgets what these resources said: they are gone. */
export async function dropRelations(tx: Tx, tenantId: string, resourceIds: readonly string[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `delete from relations where tenant_id = $1::uuid and resource_id = any($2::uuid[])`,
    tenantId,
    [...resourceIds],
  );
}

/** What a row of the inventory says. The ARN names the partition, which has no column of its own. */
function saidBy({ kind, arn, region, awsAccountId, base, facets }: RelatedRow): Relation[] {
  const { relations } = relationsOf({
    kind,
    base: JSON.parse(base),
    facets: JSON.parse(facets),
    partition: partitionOf(arn),
    accountId: awsAccountId,
    region,
  });
  return relations
    .filter(({ ref }) => Buffer.byteLength(ref) <= longestRef)
    .map((relation) => ({
      ...relation,
      ref: storableText(relation.ref),
      detail: relation.detail === null ? null : storableText(relation.detail.slice(0, longestDetail)),
    }));
}

/** Of an ARN; `aws` for what is none. */
export const partitionOf = (arn: string): string => arn.split(':')[1] || 'aws';

const hashOf = ({ relation, kind, ref, detail }: Relation): string =>
  createHash('sha256')
    .update(JSON.stringify([relation, kind, ref, detail]))
    .digest('hex');
