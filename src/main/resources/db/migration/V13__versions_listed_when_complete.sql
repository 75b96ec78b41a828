-- Which versions of a provider index.json names. Clients take the newest one that meets their constraint and never fall
-- back, so a version is listed when it is complete for the clients that the mirror has: see docs/adr/0024.
create table release (
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  -- Null while it is kept out of the lists.
  listed_at timestamptz,
  -- complete: waits for what was ordered, and for what the next lower listed version serves and its origin offers;
  -- ordered: an order named the version, so it waits for what was ordered only; as_is: it waits for nothing.
  listing_rule text not null default 'complete' check (listing_rule in ('complete', 'ordered', 'as_is')),
  -- By all orders together, as os_arch.
  ordered_platforms text[] not null default '{}',
  -- By its origin; null where it does not say, or was not asked.
  offered_platforms text[],
  -- What was missing when that was last looked at.
  waiting_for text[] not null default '{}',
  ordered_at timestamptz not null default now(),
  primary key (hostname, namespace, type, version),
  constraint release_waits_until_listed check (listed_at is null or waiting_for = '{}')
);

-- What index.json asks, from an index alone.
create index release_listed on release (hostname, namespace, type, version) where listed_at is not null;
-- What is kept out is little, and looked at again and again.
create index release_unlisted on release (hostname, namespace, type, version) where listed_at is null;

-- What exists stays listed.
insert into release (hostname, namespace, type, version, listed_at)
select distinct hostname, namespace, type, version, now() from mirrored_package;

alter table job
  -- The versions that it brings are listed without waiting.
  add column list_as_is boolean not null default false,
  -- What its submitter should know, a line each.
  add column warnings text;
