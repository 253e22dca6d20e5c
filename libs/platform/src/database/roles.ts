/**
 * Who may see what in the database. Two roles that nobody signs in as exist once in a cluster: the one that answers requests sees the
 * tenant of its transaction, the one of background work sees every tenant. A login is a member of both and chooses as it connects.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { MigrationError } from './migration-error.js';

/** `service` sees the rows of one tenant, `background` those of all. Neither owns anything. */
export const databaseRoles = { service: 'cspmexa_service', background: 'cspmexa_background' } as const;
export type DatabaseRole = (typeof databaseRoles)[keyof typeof databaseRoles];

/** Somebody who signs in to the server. */
export interface DatabaseLogin {
  readonly name: string;
  readonly password: string;
}

/** A statement that the cluster lacks; `shown` is what a person may read of it. */
interface Lacking {
  readonly sql: string;
  readonly shown?: string;
}

interface Facts {
  readonly owner: string;
  readonly isSuperuser: boolean;
  readonly there: string[];
  readonly tooMighty: string[];
  readonly setService: boolean;
  readonly setBackground: boolean;
  readonly seesAll: boolean;
}

const races = 8;

/**
 * Makes the roles and the login where they are missing, and the memberships that they need. Whoever is connected needs rights for what is
 * missing, and none when nothing is. Roles belong to the cluster, and locks to one database: two that make them at once are told apart by
 * their errors. @throws MigrationError with the statements for an administrator
 */
export async function prepareRoles(client: pg.Client, login: DatabaseLogin | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const lacking = await lackingIn(client, login);
    try {
      for (const { sql } of lacking) await client.query(sql);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      if (isRace(error) && attempt < races) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * attempt));
        continue;
      }
      if (error.code !== '42501') throw error;
      const statements = lacking.map(({ sql, shown }) => `  ${shown ?? sql};`).join('\n');
      throw new MigrationError(
        `The database lacks roles, and this login may not make them (${error.message}). Run this as an administrator of the server:\n${statements}`,
        { cause: error },
      );
    }
  }
}

/** What is missing, in the order in which it is made. */
async function lackingIn(client: pg.Client, login: DatabaseLogin | undefined): Promise<Lacking[]> {
  const groups = Object.values(databaseRoles);
  const { rows } = await client.query<Facts>(factsSql, [groups]);
  const [facts] = rows;
  if (!facts) throw new Error('The database does not say who is connected.');
  if (facts.tooMighty.length > 0)
    throw new MigrationError(
      `${facts.tooMighty.join(' and ')} must not be a superuser, bypass row-level security or create roles: alter it.`,
    );
  const made = groups.filter((group) => !facts.there.includes(group)).map((group) => ({ sql: `create role ${group}` }));
  // What an owner does in migrations is for the rows of every tenant.
  const isMember = facts.seesAll && facts.setService && facts.setBackground;
  const owns = facts.isSuperuser || isMember ? [] : [memberSql(facts.owner)];
  const others = login && login.name !== facts.owner ? await lackingFor(client, login, made.length > 0) : [];
  return [...made, ...owns, ...others];
}

async function lackingFor(client: pg.Client, { name, password }: DatabaseLogin, isNew: boolean): Promise<Lacking[]> {
  const { rows } = await client.query<{
    name: string | null;
    isSuperuser: boolean | null;
    database: string;
    connects: boolean;
  }>(
    `select rolname::text as name, rolsuper as "isSuperuser", current_database()::text as database,
       has_database_privilege(coalesce(rolname, 'public'), current_database(), 'connect') as connects
     from (select) as one left join pg_roles on rolname = $1`,
    [name],
  );
  const [found] = rows;
  if (!found || found.isSuperuser) return [];
  const isKnown = found.name !== null;
  const isMember = isKnown && !isNew && (await maySet(client, name));
  const role = pg.escapeIdentifier(name);
  return [
    ...(isKnown
      ? []
      : [
          {
            sql: `create role ${role} login noinherit password ${pg.escapeLiteral(verifierOf(password))}`,
            shown: `create role ${role} login noinherit password '…'`,
          },
        ]),
    ...(isMember ? [] : [memberSql(name)]),
    ...(found.connects ? [] : [{ sql: `grant connect on database ${pg.escapeIdentifier(found.database)} to ${role}` }]),
  ];
}

const memberSql = (name: string): Lacking => ({
  sql: `grant ${Object.values(databaseRoles).join(', ')} to ${pg.escapeIdentifier(name)}`,
});

/** From 16 on a membership may come without the right to become the role. */
const canSet = `case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end`;

async function maySet(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select bool_and(pg_has_role($1::name, role, ${canSet})) as may from unnest($2::name[]) as wanted (role)`,
    [name, Object.values(databaseRoles)],
  );
  return rows[0]?.may ?? false;
}

/** A role that is not there is nobody's: the functions that ask for memberships would fail on its name. */
const factsSql = `
  with known as (select oid, rolname, rolsuper or rolbypassrls or rolcreaterole as mighty from pg_roles where rolname = any($1::name[]))
  select current_user::text as owner, me.rolsuper as "isSuperuser",
    coalesce((select array_agg(rolname::text) from known), '{}') as there,
    coalesce((select array_agg(rolname::text) from known where mighty), '{}') as "tooMighty",
    coalesce((select pg_has_role(me.oid, oid, ${canSet}) from known where rolname = '${databaseRoles.service}'), false) as "setService",
    coalesce((select pg_has_role(me.oid, oid, ${canSet}) from known where rolname = '${databaseRoles.background}'), false) as "setBackground",
    coalesce((select pg_has_role(me.oid, oid, 'usage') from known where rolname = '${databaseRoles.background}'), false) as "seesAll"
  from pg_roles me where me.rolname = current_user`;

/** duplicate_object, unique_violation, and a row of the catalogue that another one changed at the same time. */
const isRace = ({ code, message }: pg.DatabaseError): boolean =>
  code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently'));

/** What the server keeps of a password (SCRAM-SHA-256): the password itself stays out of statements, and so out of its log. */
function verifierOf(password: string): string {
  // Other characters are prepared by rules that the server knows.
  if (!/^[\x20-\x7e]+$/.test(password)) return password;
  const rounds = 4_096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}
