/** Seals every secret at rest anew with the first key of the keyring, so that the others can go. */
import type { AuthDatabase, Tx } from '../database.js';
import { placeOf } from '../mfa/factor.store.js';
import { KeyringError, missing, sealedFormat, type Keyring, type Place } from './keyring.js';

/** What became of the rows of one kind. */
export interface Resealed {
  /** Sealed anew. */
  readonly resealed: number;
  /** Sealed with the first key already. */
  readonly upToDate: number;
  /** Those that do not open, and why. They are left as they are. */
  readonly unreadable: readonly Unreadable[];
}

/** A row that was changed, or copied from elsewhere, or sealed with another key of the same name. */
export interface Unreadable {
  readonly place: Place;
  readonly problem: string;
}

export interface ResealReport {
  readonly signingKeys: Resealed;
  readonly authenticators: Resealed;
}

/** A row with a secret. `id` is its primary key as a JSON array, which is how rows are gone through and found again. */
interface Row {
  readonly id: string;
  readonly sealed: string;
  readonly key_id: string;
}

/** A table with secrets: its name, what identifies a row, and where the secret of a row belongs. */
interface Vault {
  readonly table: string;
  readonly id: string;
  readonly place: (id: readonly string[]) => Place;
}

const signingKeys: Vault = {
  table: 'signing_key',
  id: 'jsonb_build_array(kid)',
  place: ([kid = '']) => ({ purpose: 'signing-key', row: kid }),
};
const authenticators: Vault = {
  table: 'totp_factor',
  id: 'jsonb_build_array(tenant_id, member_id)',
  place: ([tenantId = '', memberId = '']) => placeOf({ tenantId, memberId }),
};

const usualBatch = 500;

/**
 * Goes through all rows in batches, each in a transaction of its own: whoever interrupts it starts it again, and it goes on with the rest.
 * Services may run meanwhile. @throws KeyringError, before anything is changed, when the keyring lacks a key that rows are sealed with.
 */
export async function reseal(database: AuthDatabase, keyring: Keyring, batch = usualBatch): Promise<ResealReport> {
  await assertKeyring(database, keyring);
  return {
    signingKeys: await resealVault(database, keyring, signingKeys, batch),
    authenticators: await resealVault(database, keyring, authenticators, batch),
  };
}

/** Looks whether the keyring has every key that rows are sealed with. @throws KeyringError that names those that it lacks */
export async function assertKeyring(database: AuthDatabase, keyring: Keyring): Promise<void> {
  const tables = [signingKeys, authenticators].map(({ table }) => `select key_id from ${table}`);
  const { rows } = await database.pool.query<{ key_id: string }>(
    `select distinct key_id from (${tables.join(' union all ')}) sealed where not key_id = any($1::text[]) order by 1`,
    [keyring.keyIds],
  );
  if (rows.length > 0) throw new KeyringError(missing(...rows.map(({ key_id }) => key_id)));
}

async function resealVault(database: AuthDatabase, keyring: Keyring, vault: Vault, batch: number): Promise<Resealed> {
  const unreadable: Unreadable[] = [];
  let resealed = 0;
  let after: string | null = null;
  for (;;) {
    // The rows belong to all tenants.
    const done: Batch = await database.acrossTenants((tx) => resealBatch(tx, keyring, vault, { after, batch }));
    resealed += done.resealed;
    unreadable.push(...done.unreadable);
    after = done.last;
    if (after === null) break;
  }
  const { rows } = await database.pool.query<{ n: number }>(`select count(*)::int as n from ${vault.table}`);
  return { resealed, upToDate: (rows[0]?.n ?? 0) - resealed - unreadable.length, unreadable };
}

interface Batch {
  readonly resealed: number;
  readonly unreadable: readonly Unreadable[];
  /** The last row that was looked at; null when there are no more. */
  readonly last: string | null;
}

async function resealBatch(
  tx: Tx,
  keyring: Keyring,
  { table, id, place }: Vault,
  { after, batch }: { readonly after: string | null; readonly batch: number },
): Promise<Batch> {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `select (${id})::text as id, sealed, key_id from ${table}
     where (key_id <> $1 or sealed not like $2) and ($3::text is null or ${id} > $3::jsonb)
     order by ${id} limit $4::int`,
    keyring.sealsWith,
    `${sealedFormat}%`,
    after,
    batch,
  );
  const unreadable: Unreadable[] = [];
  const fresh = rows.flatMap((row) => {
    const where = place(JSON.parse(row.id) as string[]); // made of texts by the query above
    try {
      return [{ ...row, ...keyring.seal(keyring.open(row.sealed, row.key_id, where), where), old: row.sealed }];
    } catch (error) {
      if (!(error instanceof KeyringError)) throw error;
      unreadable.push({ place: where, problem: error.message });
      return [];
    }
  });
  // Only what is still as it was read: whoever enrolled anew meanwhile has sealed something else.
  const resealed = await tx.$executeRawUnsafe(
    `update ${table} set sealed = fresh.sealed, key_id = $1
     from unnest($2::text[], $3::text[], $4::text[]) as fresh (id, old, sealed)
     where ${id} = fresh.id::jsonb and ${table}.sealed = fresh.old`,
    keyring.sealsWith,
    fresh.map((row) => row.id),
    fresh.map((row) => row.old),
    fresh.map((row) => row.sealed),
  );
  return { resealed, unreadable, last: rows.length === batch ? (rows.at(-1)?.id ?? null) : null };
}
