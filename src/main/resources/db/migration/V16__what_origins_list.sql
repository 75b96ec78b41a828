-- What origins list of their providers, as last fetched, so that a client's request does not have to ask: see docs/adr/0037.
create table origin_list (
  hostname text not null,
  namespace text not null,
  type text not null,
  -- When the origin last answered, be it with a list or by saying that it has no such provider; null before.
  fetched_at timestamptz,
  -- Whether it said that it has no such provider.
  missing boolean not null default false,
  -- Whether it has ever answered with a list.
  known boolean not null default false,
  -- When it last failed to answer; null after an answer.
  failed_at timestamptz,
  -- Requests are numbered. An answer counts only where none is recorded that was asked for later.
  requested bigint not null default 0,
  recorded bigint not null default 0,
  -- Until when a replica has the time to ask for it; no other one asks then.
  refreshing_until timestamptz,
  touched_at timestamptz not null default now(),
  primary key (hostname, namespace, type)
);

-- Names of which there is nothing to keep are forgotten, the oldest first.
create index origin_list_unknown on origin_list (touched_at) where not known;

create table origin_version (
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  protocols text[] not null,
  -- As os_arch; empty where the origin does not say.
  platforms text[] not null,
  -- Whether the newest list has it.
  listed boolean not null default true,
  -- When a list first had it; never changed.
  first_seen_at timestamptz not null default now(),
  -- Since when each list had it, and the last list that lacked it; null where the provider's first list had it already.
  seen_since timestamptz,
  absent_at timestamptz,
  -- As the origin dates it; null where it does not, or was not asked.
  published_at timestamptz,
  primary key (hostname, namespace, type, version)
);
