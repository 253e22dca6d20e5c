#!/usr/bin/env bash
# Makes an authority and a certificate for each service, for TLS between them on machines of developers and in tests.
#   bash deploy/dev-certificates.sh [--renew] [--days 90] [folder] [service…]
# Each service has a folder of its own with tls.crt, tls.key and ca.crt, the names that Kubernetes has for them.
# What is there already stays, and what ends within 30 days is named (exit code 3); --renew replaces all certificates, not the authority.
set -euo pipefail

renew=false
days=90
while [[ ${1:-} == --* ]]; do
  case $1 in
    --renew) renew=true ;;
    --days)
      days=${2:?how many days}
      shift
      ;;
    *)
      echo "unknown option $1" >&2
      exit 2
      ;;
  esac
  shift
done
# A negative number makes one that has ended, for tests.
if ! [[ $days =~ ^-?[0-9]+$ ]] || ((days > 90)); then
  echo 'a certificate lives for 90 days at most' >&2
  exit 2
fi
folder=${1:-$(dirname "$0")/certificates}
shift || true
services=("${@:-}")
if [ -z "${services[0]}" ]; then services=(auth collector policy-engine notification api-gateway); fi
command -v openssl >/dev/null || {
  echo 'openssl is not installed' >&2
  exit 2
}

umask 077
mkdir -p "$folder"
work=$(mktemp -d "$folder/.new-XXXXXX")
trap 'rm -rf "$work"' EXIT

ca=$folder/ca
if [ ! -e "$ca.key" ]; then
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/ca.key"
  openssl req -x509 -new -key "$work/ca.key" -sha256 -days 365 -subj '/CN=cspmexa development authority' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$work/ca.crt"
  chmod 644 "$work/ca.crt"
  mv "$work/ca.key" "$ca.key"
  mv "$work/ca.crt" "$ca.crt"
fi

for service in "${services[@]}"; do
  [[ $service =~ ^[a-z][a-z0-9-]*$ ]] || {
    echo "$service is not the name of a service" >&2
    exit 2
  }
  if [ -e "$folder/$service/tls.crt" ] && ! $renew; then continue; fi
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$service" \
    -keyout "$work/$service.key" -out "$work/$service.csr" 2>/dev/null
  openssl x509 -req -in "$work/$service.csr" -CA "$ca.crt" -CAkey "$ca.key" -sha256 -days "$days" \
    -set_serial "0x$(openssl rand -hex 16)" -out "$work/$service.crt" 2>/dev/null -extfile <(
      echo 'basicConstraints=critical,CA:FALSE'
      echo 'keyUsage=critical,digitalSignature'
      echo 'extendedKeyUsage=serverAuth,clientAuth'
      echo "subjectAltName=DNS:$service,DNS:localhost,IP:127.0.0.1,IP:::1"
    )
  # Each file is whole at any time. A reader that finds a new one beside an old one waits for the other.
  chmod 644 "$work/$service.crt"
  mkdir -p "$folder/$service"
  cp -p "$ca.crt" "$work/$service.ca"
  mv "$work/$service.ca" "$folder/$service/ca.crt"
  mv "$work/$service.key" "$folder/$service/tls.key"
  mv "$work/$service.crt" "$folder/$service/tls.crt"
done

ending=0
for certificate in "$ca.crt" "$folder"/*/tls.crt; do
  if ! openssl x509 -in "$certificate" -noout -checkend $((30 * 86400)) >/dev/null; then
    echo "$certificate ends within 30 days: $(openssl x509 -in "$certificate" -noout -enddate)" >&2
    ending=3
  fi
done
exit $ending
