#!/usr/bin/env bash
# For each service a database, an owner that makes its tables, and a login that owns nothing, which is what the service works with. Runs
# on an empty data folder, and may run again: docker compose exec postgres bash /docker-entrypoint-initdb.d/10-databases.sh
set -euo pipefail

admin() { psql -v ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" "$@"; }

# What answers requests sees one tenant, background work sees all; nobody signs in as either.
admin --dbname postgres <<'SQL'
select 'create role ' || name from unnest(array['cspmexa_service', 'cspmexa_background']) name
  where name not in (select rolname from pg_roles) \gexec
SQL

create() {
  local name=$1 password=$2 owner_password=$3
  admin --dbname postgres -v name="$name" -v owner="${name}_owner" -v password="$password" -v owner_password="$owner_password" <<'SQL'
select format('create role %I', role) from unnest(array[:'name', :'owner']) role where role not in (select rolname from pg_roles) \gexec
alter role :"name" login noinherit password :'password';
alter role :"owner" login inherit password :'owner_password';
grant cspmexa_service, cspmexa_background to :"name", :"owner";
select format('create database %I', :'name') where :'name' not in (select datname from pg_database) \gexec
alter database :"name" owner to :"owner";
revoke all on database :"name" from public;
grant connect on database :"name" to :"name", :"owner";
grant temporary on database :"name" to cspmexa_service, cspmexa_background;
SQL
  # Older versions of us had one login for both.
  admin --dbname "$name" -v name="$name" -v owner="${name}_owner" <<'SQL'
reassign owned by :"name" to :"owner";
SQL
}

create auth "$AUTH_DB_PASSWORD" "$AUTH_DB_OWNER_PASSWORD"
create collector "$COLLECTOR_DB_PASSWORD" "$COLLECTOR_DB_OWNER_PASSWORD"
create policy_engine "$POLICY_ENGINE_DB_PASSWORD" "$POLICY_ENGINE_DB_OWNER_PASSWORD"
create notification "$NOTIFICATION_DB_PASSWORD" "$NOTIFICATION_DB_OWNER_PASSWORD"
