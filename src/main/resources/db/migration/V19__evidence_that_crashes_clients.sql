-- A blank line within a SHA256SUMS document, also as its first or last, crashes Terraform and OpenTofu: they look at a
-- line's first field before they look whether it has any. The table is as new as this column, and so as small.
alter table evidence add column crashes_clients boolean not null generated always as (
  encode(shasums, 'escape') ~ '(^|\n)[ \t\v\f\r]*\n' or encode(shasums, 'escape') ~ '(^|\n)[ \t\v\f\r]+$'
) stored;
