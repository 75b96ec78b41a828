-- Who is downloading a package. A row is as good as the lease it names; one whose lease is gone is taken over.
create table package_download (
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  job_id bigint not null,
  lease_epoch bigint not null,
  claimed_at timestamptz not null default now(),
  primary key (hostname, namespace, type, version, os, arch)
);

create index package_download_holder on package_download (job_id);
