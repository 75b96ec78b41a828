-- What a job does with its packages: fetch them, or read again what the bucket has of them.
alter table job add column kind text not null default 'download' check (kind in ('download', 'verify'));

-- Only what is intact and not blocked is served.
alter table mirrored_package
  add column integrity text not null default 'intact' check (integrity in ('intact', 'missing', 'altered')),
  -- When its object was last read again; null while it never was.
  add column checked_at timestamptz,
  add column blocked_by text,
  add column blocked_at timestamptz,
  add column blocked_reason text,
  add constraint mirrored_package_blocked_by_nobody_unless_blocked check
    (blocked or (blocked_by is null and blocked_at is null and blocked_reason is null));

-- A package in work is in the hands of a job, as long as its lease lasts, or of a removal, for a time. The row of a
-- removal names the object that is still to be deleted, and outlives a replica that dies before it has done so.
create sequence package_removal_id_seq;

alter table package_download
  alter column job_id drop not null,
  alter column lease_epoch drop not null,
  add column removal_id bigint,
  add column removal_key text,
  add column removal_until timestamptz,
  add constraint package_download_in_one_hand check (
    (job_id is null) = (lease_epoch is null)
    and (job_id is null) = (removal_id is not null)
    and (removal_id is null) = (removal_key is null)
    and (removal_id is null) = (removal_until is null));

create unique index package_download_removal on package_download (removal_id) where removal_id is not null;
