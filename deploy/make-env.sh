#!/usr/bin/env bash
# Writes .env beside docker-compose.yml from the example, with fresh secrets. Of an .env that is there already every line stays as it is;
# what a newer example has and it lacks is added. Makes the keys of the services in deploy/keys, too, where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."

umask 077
random() { head -c "$1" /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
filled() {
  case $1 in
    S3_ACCESS_KEY_ID=) echo "$1$(random 8)" ;;
    AUTH_SECRET= | POSTGRES_PASSWORD= | *_DB_PASSWORD= | *_DB_OWNER_PASSWORD= | RABBITMQ_PASSWORD= | S3_SECRET_ACCESS_KEY= | ENGINE_CURSOR_KEY=)
      echo "$1$(random 20)"
      ;;
    *) echo "$1" ;;
  esac
}

command -v openssl >/dev/null || {
  echo 'openssl is not installed: it makes the keys of the services' >&2
  exit 1
}
# The folder is closed to others. Containers run as user 1000 and get each its own file: where that is somebody else here, the file is open.
mkdir -p deploy/keys
chmod 700 deploy/keys
for service in auth collector policy-engine notification api-gateway; do
  key=deploy/keys/$service.pem
  [ ! -e "$key" ] || continue
  openssl genpkey -algorithm ed25519 -out "$key.new"
  if [ "$(id -u)" = 0 ]; then
    chown 1000:1000 "$key.new"
  elif [ "$(id -u)" != 1000 ]; then
    chmod 644 "$key.new"
  fi
  mv "$key.new" "$key"
  echo "made $key"
done

if [ -e .env ]; then
  added=0
  [ -z "$(tail -c 1 .env)" ] || echo >>.env
  while IFS= read -r line; do
    name=${line%%=*}
    if [[ $line =~ ^[A-Z][A-Z0-9_]*= ]] && ! grep -q "^$name=" .env; then
      filled "$line" >>.env
      echo "added $name to .env"
      added=1
    fi
  done <deploy/.env.compose.example
  [ "$added" = 1 ] || echo '.env is there already and lacks nothing: nothing was changed' >&2
  exit 0
fi
while IFS= read -r line; do filled "$line"; done <deploy/.env.compose.example >.env
echo 'wrote .env: set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, BOOTSTRAP_ADMIN_EMAIL and MAIL_FROM in it'
