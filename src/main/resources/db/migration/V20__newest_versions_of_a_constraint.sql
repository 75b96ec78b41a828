-- How many versions a constraint brings at most, in all or of each minor version; null: all that it allows. A replica of the
-- release before does not read them, and brings all.
alter table job_item
  add column newest integer check (newest > 0),
  add column newest_per_minor integer check (newest_per_minor > 0);
