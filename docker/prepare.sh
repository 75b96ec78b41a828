#!/bin/sh
# Makes what docker/compose.yaml needs and what no repository should hold: passwords in .env and a certificate in tls,
# both beside this script or in the directory that is given. What is there already stays as it is.
set -eu
umask 077
directory=${1:-$(dirname "$0")}
mkdir -p "$directory/tls"
env="$directory/.env"
certificate="$directory/tls/tls.crt"
key="$directory/tls/tls.key"

# 32 hex digits.
secret() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# The application's user in its container, who must be able to read the key: the caller, or the image's own.
if [ "$(id -u)" = 0 ]; then
  run_as=10001:10001
else
  run_as=$(id -u):$(id -g)
fi

if [ ! -e "$env" ]; then
  {
    echo "RUN_AS=$run_as"
    for name in DATABASE_PASSWORD STORE_ROOT_PASSWORD STORE_SECRET_KEY KEYCLOAK_ADMIN_PASSWORD \
      ALICE_PASSWORD VICTOR_PASSWORD NORMAN_PASSWORD; do
      echo "$name=$(secret)"
    done
  } > "$env.new"
  mv "$env.new" "$env"
  echo "made $env"
fi

if [ ! -e "$certificate" ]; then
  # An authority and server in one, for localhost: what clients are told to trust is the certificate itself.
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -sha256 \
    -subj "/CN=TF Mirror on this machine" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
    -keyout "$key" -out "$certificate.new" 2>/dev/null
  mv "$certificate.new" "$certificate"
  if [ "$(id -u)" = 0 ]; then
    chown -R "$run_as" "$directory/tls"
  fi
  echo "made $certificate and its key"
fi
