-- One row: whether the replicas may claim. In the database, so that all of them see it.
create table processor_switch (
  only_row boolean primary key default true check (only_row),
  paused boolean not null default false,
  changed_by text,
  changed_at timestamptz
);
insert into processor_switch default values;
