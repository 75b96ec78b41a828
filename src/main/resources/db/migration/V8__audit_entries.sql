-- Who changed what, when, from where, and what came of it. Written in the change's own transaction, never rewritten.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  subject text,
  source text not null,
  action text not null,
  object text not null,
  outcome text not null check (outcome in ('done', 'unchanged', 'refused', 'failed')),
  -- The problem's code: why nothing was changed.
  code text,
  detail text,
  constraint audit_entry_code_says_why check ((outcome in ('refused', 'failed')) = (code is not null))
);

-- The pruning of old entries reads only what it deletes.
create index audit_entry_age on audit_entry (at);
create index audit_entry_of_object on audit_entry (object, id);
create index audit_entry_of_actor on audit_entry (actor, id);

-- Not even by mistake.
create function audit_entry_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'audit entries are never rewritten';
end $$;
create trigger audit_entry_is_final before update on audit_entry
  for each statement execute function audit_entry_is_final();
