-- What vouches for a release, as its origin gave it: docs/adr/0034. A row never changes; it is found by the digest of its
-- content, so that what was recorded twice is there once.
create table evidence (
  -- SHA-256, of the release and of everything below but recorded_at: see the class Evidence.
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  -- The SHA256SUMS document and its detached signature, byte for byte; without a signature where the origin has no keys.
  shasums bytea not null,
  signature bytea,
  -- The signing keys as the origin listed them: a JSON list, in ASCII, since jsonb takes no NUL.
  keys text not null,
  recorded_at timestamptz not null default now()
);

create index evidence_of_release on evidence (hostname, namespace, type, version);

alter table release
  -- Of the plugin, such as 5.0, and what the origin warns of; null while nobody has asked.
  add column protocols text[],
  add column warnings text[],
  -- registry_hash: a package of it came from an origin that lists no keys, as policy allows; null without evidence.
  add column trust text check (trust in ('signed', 'registry_hash')),
  add column first_seen_at timestamptz,
  -- Null where the origin does not say.
  add column published_at timestamptz;

alter table mirrored_package
  -- The evidence that vouches for it; null in rows of the release before.
  add column evidence text,
  -- The archive's name in the SHA256SUMS document, which the origin chooses.
  add column origin_filename text,
  -- How often, and when last, housekeeping has asked for the evidence that is missing.
  add column evidence_asks integer not null default 0,
  add column evidence_asked_at timestamptz,
  -- The rule that refuses its evidence today, such as key_revoked, and what it says; null where none does.
  add column untrusted_by text,
  add column untrusted_reason text,
  -- Old rows have none, so there is nothing to look at under the lock.
  add constraint mirrored_package_evidence foreign key (evidence) references evidence not valid,
  add constraint mirrored_package_untrusted_says_why check ((untrusted_by is null) = (untrusted_reason is null)) not valid;

-- What is untrusted is not intact, and only what is intact is served. A trigger, so that a replica of the release before,
-- which knows no evidence and finds the object's bytes as they were, does not serve it again.
create function untrusted_is_not_intact() returns trigger language plpgsql as $$
begin
  new.integrity := 'altered';
  return new;
end $$;

create trigger mirrored_package_untrusted before insert or update on mirrored_package
  for each row when (new.untrusted_by is not null and new.integrity = 'intact')
  execute function untrusted_is_not_intact();

-- Jobs that fetch the evidence which packages of the release before lack.
alter table job
  drop constraint job_kind_check,
  add constraint job_kind_check check (kind in ('download', 'verify', 'evidence'));
