-- An item may be a constraint: when the job starts, a worker puts the packages that it selects beside it.
-- Of these rows only the failed ones count among a job's items: they are all that will be of them.
alter table job_item
  alter column version drop not null,
  alter column os drop not null,
  alter column arch drop not null,
  add column version_constraint text,
  add column platforms text,
  add constraint job_item_is_a_package_or_a_constraint check
    (num_nonnulls(version, os, arch) = case when version_constraint is null then 3 else 0 end
      and num_nonnulls(version_constraint, platforms) in (0, 2));

-- Whether a job has constraints left is asked wherever its progress is shown.
create index job_item_constraint on job_item (job_id) where version_constraint is not null;
