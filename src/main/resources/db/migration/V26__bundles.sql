-- What was packed for other mirrors, and what came from them: docs/adr/0041.
create table bundle (
  -- The job that packs or imports it, or takes over archives that lie in the bucket; the row stays when the job's is pruned.
  id bigint primary key,
  direction text not null check (direction in ('export', 'import', 'adopt')),
  -- What the keys of its files in the bucket begin with.
  folder text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  -- Of an export: how large a part becomes, and the SHA-256 of the receipts and manifests whose packages were left out.
  part_size bigint,
  base text[] not null default '{}',
  -- Of an import, as its manifest has it.
  source text,
  serial bigint,
  packed_at timestamptz,
  -- Of an import: what its manifest says was selected and not packed, a package a line.
  missing text not null default '',
  constraint bundle_has_what_its_direction_needs check (
    case direction when 'export' then part_size > 0
    when 'adopt' then true
    else source is not null and serial is not null and packed_at is not null end)
);

-- The parts of an export. A number is taken before its part is written and never taken again, so no two workers write one
-- object; one without a size was never finished.
create table bundle_part (
  bundle_id bigint not null references bundle on delete cascade,
  number integer not null check (number > 0),
  size_bytes bigint,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  primary key (bundle_id, number),
  constraint bundle_part_is_finished_or_not check ((size_bytes is null) = (sha256 is null))
);

-- The packages of a bundle: of an export those that are in a finished part, of an import all that its manifest names.
create table bundle_entry (
  bundle_id bigint not null references bundle on delete cascade,
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  -- As in the manifest, JSON.
  entry text not null,
  primary key (bundle_id, hostname, namespace, type, version, os, arch)
);

-- What another mirror's operators have decided about packages, until somebody here decides about it.
create table bundle_statement (
  id bigint generated always as identity primary key,
  bundle_id bigint not null references bundle on delete cascade,
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  reason text not null,
  accepted_by text,
  accepted_at timestamptz,
  constraint bundle_statement_accepted_by_somebody check ((accepted_by is null) = (accepted_at is null)),
  constraint bundle_statement_once unique (bundle_id, hostname, namespace, type, version, os, arch)
);

alter table job
  drop constraint job_kind_check,
  add constraint job_kind_check check (kind in ('download', 'verify', 'evidence', 'export', 'import', 'adopt'));
