/** What the two roles may do with the tables of a schema. Decided from the catalogue, so that a new table needs no list. */
import pg from 'pg';
import { databaseRoles } from './roles.js';

type Privilege = 'select' | 'insert' | 'update' | 'delete';
const privileges: readonly Privilege[] = ['select', 'insert', 'update', 'delete'];

interface Relation {
  readonly name: string;
  /** Rows of tenants, which the database keeps apart. */
  readonly isKeptApart: boolean;
  /** A trigger `<table>_append_only` says it. */
  readonly isAppendOnly: boolean;
  readonly isView: boolean;
  readonly isJournal: boolean;
  /** What each role has, in the order of `privileges`. */
  readonly service: readonly boolean[];
  readonly background: readonly boolean[];
}

/**
 * Rows of tenants are for both roles. What belongs to no tenant is for background work alone, but for the inbox, which is written in the
 * transactions of tenants and holds nothing but ids of messages.
 */
export function privilegesOn(
  { name, isKeptApart, isAppendOnly, isView, isJournal }: Omit<Relation, 'service' | 'background'>,
  role: keyof typeof databaseRoles,
): readonly Privilege[] {
  if (isView || isJournal) return role === 'background' ? ['select'] : [];
  if (role === 'service' && name === 'inbox') return ['select', 'insert'];
  if (role === 'service' && !isKeptApart) return [];
  return isAppendOnly ? ['select', 'insert'] : privileges;
}

/** Grants and revokes what differs in the current schema. Nothing is written when nothing does. */
export async function grantToRoles(client: pg.Client): Promise<void> {
  const statements: string[] = [];
  const { rows: schemas } = await client.query<{ name: string; isOpen: boolean }>(
    `select nspname::text as name, (select bool_and(has_schema_privilege(role, oid, 'usage')) from unnest($1::name[]) as wanted (role)) as "isOpen"
     from pg_namespace where nspname = current_schema()`,
    [Object.values(databaseRoles)],
  );
  for (const { name, isOpen } of schemas)
    if (!isOpen)
      statements.push(
        `grant usage on schema ${pg.escapeIdentifier(name)} to ${Object.values(databaseRoles).join(', ')}`,
      );
  const { rows: relations } = await client.query<Relation>(relationsSql);
  for (const relation of relations)
    for (const role of ['service', 'background'] as const) {
      const wanted = privilegesOn(relation, role);
      const table = pg.escapeIdentifier(relation.name);
      const differing = (has: boolean): string =>
        privileges.filter((each, index) => relation[role][index] === has && wanted.includes(each) !== has).join(', ');
      if (differing(false)) statements.push(`grant ${differing(false)} on ${table} to ${databaseRoles[role]}`);
      if (differing(true)) statements.push(`revoke ${differing(true)} on ${table} from ${databaseRoles[role]}`);
    }
  const { rows: sequences } = await client.query<{ name: string }>(sequencesSql, [Object.values(databaseRoles)]);
  for (const { name } of sequences)
    statements.push(
      `grant usage on sequence ${pg.escapeIdentifier(name)} to ${Object.values(databaseRoles).join(', ')}`,
    );
  for (const statement of statements) await client.query(statement);
}

const heldBy = (role: string): string =>
  `array[${privileges.map((each) => `has_table_privilege('${role}', c.oid, '${each}')`).join(', ')}]`;

const relationsSql = `
  select c.relname::text as name, c.relrowsecurity as "isKeptApart", c.relkind in ('v', 'm') as "isView",
    c.relname = '_prisma_migrations' as "isJournal",
    exists (select from pg_trigger where tgrelid = c.oid and tgname = c.relname || '_append_only') as "isAppendOnly",
    ${heldBy(databaseRoles.service)} as service, ${heldBy(databaseRoles.background)} as background
  from pg_class c
  where c.relnamespace = quote_ident(current_schema())::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  order by c.relname`;

const sequencesSql = `
  select c.relname::text as name from pg_class c
  where c.relnamespace = quote_ident(current_schema())::regnamespace and c.relkind = 'S'
    and not (select bool_and(has_sequence_privilege(role, c.oid, 'usage')) from unnest($1::name[]) as wanted (role))`;
