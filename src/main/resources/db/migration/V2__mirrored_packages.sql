-- What the mirror has. A row is written after its object is verified and visible, never before.
create sequence mirrored_package_id_seq;

create table mirrored_package (
  id bigint primary key default nextval('mirrored_package_id_seq'),
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  filename text not null,
  storage_key text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  h1 text not null check (h1 ~ '^h1:'),
  -- The primary key that vouches for it, and the (sub)key that signed; null where policy allows a registry without keys.
  key_fingerprint text,
  signing_fingerprint text,
  warnings text,
  blocked boolean not null default false,
  verified_at timestamptz not null default now(),
  constraint mirrored_package_identity unique (hostname, namespace, type, version, os, arch)
);
