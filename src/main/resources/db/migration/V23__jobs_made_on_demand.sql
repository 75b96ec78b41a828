-- What made a job: an operator's request, or a client that asked for an archive which was not there (docs/adr/0039).
alter table job
  add column origin text not null default 'operator',
  -- Who asked first, for a job made on demand: an address, or a token's name.
  add column asked_by text;

-- The last job that demand made for a package. Its row is locked while the next one is made, so that of two replicas one
-- makes it.
create table on_demand_package (
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  job_id bigint references job (id) on delete cascade,
  constraint on_demand_package_pkey primary key (hostname, namespace, type, version, os, arch)
);

-- A job that is pruned takes its row along.
create index on_demand_package_job on on_demand_package (job_id);
