-- A job that was loaded from a lock file accepts, of each provider's version, only packages with one of these hashes.
create table job_lock (
  job_id bigint not null references job (id) on delete cascade,
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  -- As in a lock file, separated by blanks.
  hashes text not null check (hashes <> ''),
  primary key (job_id, hostname, namespace, type, version)
);
