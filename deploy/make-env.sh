#!/usr/bin/env bash
# Writes .env beside docker-compose.yml from the example, with fresh secrets. An .env that is there already stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -e .env ]; then
  echo '.env is there already: nothing was changed' >&2
  exit 1
fi
umask 077
random() { head -c "$1" /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
while IFS= read -r line; do
  case $line in
    S3_ACCESS_KEY_ID=) echo "$line$(random 8)" ;;
    AUTH_SECRET= | POSTGRES_PASSWORD= | *_DB_PASSWORD= | RABBITMQ_PASSWORD= | S3_SECRET_ACCESS_KEY= | ENGINE_CURSOR_KEY=)
      echo "$line$(random 20)"
      ;;
    *) echo "$line" ;;
  esac
done <deploy/.env.compose.example >.env
echo 'wrote .env: set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, BOOTSTRAP_ADMIN_EMAIL and MAIL_FROM in it'
