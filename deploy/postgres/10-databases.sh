#!/usr/bin/env bash
# Runs once, on an empty data folder: a database for each service, owned by a role that can reach no other.
set -euo pipefail

create() {
  local name=$1 password=$2
  psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
}

create auth "$AUTH_DB_PASSWORD"
create collector "$COLLECTOR_DB_PASSWORD"
create policy_engine "$POLICY_ENGINE_DB_PASSWORD"
create notification "$NOTIFICATION_DB_PASSWORD"
