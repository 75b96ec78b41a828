-- What is kept current by itself: see docs/adr/0040.
create table subscription (
  name text primary key,
  every_seconds bigint check (every_seconds > 0),
  cron text,
  time_zone text,
  -- Of what it is: who puts the same again changes nothing.
  digest text not null,
  owner text not null check (owner in ('api', 'file')),
  created_by text not null,
  created_at timestamptz not null default now(),
  paused boolean not null default false,
  next_run_at timestamptz not null,
  -- Who asked for a run now; null where its time alone decides.
  run_requested_by text,
  -- A replica that runs it holds it until then. Each run and each change of what it is raises the epoch: what a run writes
  -- counts only under its own.
  run_until timestamptz,
  run_epoch bigint not null default 0,
  failures integer not null default 0,
  last_run_at timestamptz,
  last_outcome text,
  last_error text,
  last_job_id bigint,
  constraint subscription_has_one_schedule check
    (num_nonnulls(every_seconds, cron) = 1 and (cron is null) = (time_zone is null))
);

create table subscription_provider (
  subscription text not null references subscription (name) on delete cascade,
  ordinal integer not null,
  hostname text not null,
  namespace text not null,
  type text not null,
  versions text[] not null,
  platforms text[] not null,
  newest integer check (newest > 0),
  newest_per_minor integer check (newest_per_minor > 0),
  primary key (subscription, ordinal)
);

-- How runs ended; the newest of each subscription are kept.
create table subscription_run (
  id bigint generated always as identity primary key,
  subscription text not null references subscription (name) on delete cascade,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- Null where its time had come.
  requested_by text,
  outcome text not null,
  new_packages integer not null,
  job_id bigint,
  error text,
  -- Versions that the origin no longer has although the mirror does.
  gone text[] not null
);

create index subscription_run_newest on subscription_run (subscription, id);

-- The file that was applied last; at most one row.
create table subscription_file (
  singleton boolean primary key default true check (singleton),
  revision bigint not null,
  digest text not null,
  applied_at timestamptz not null default now()
);

-- Packages that an origin said not to have when it was asked by name, so that it is not asked again by each run.
create table absent_package (
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  asked_at timestamptz not null,
  primary key (hostname, namespace, type, version, os, arch)
);
