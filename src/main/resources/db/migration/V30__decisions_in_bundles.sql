-- Statements say more than that a package is blocked: docs/adr/0041. A replica of the release before cannot read those about
-- a version, whose os and arch are empty, and so accepts nothing of their bundle.
alter table bundle_statement
  add column decision text not null default 'block' check (decision in ('block', 'unblock', 'reject', 'waive'));

-- The key of the mirror whose statement the block was accepted from; null where it is our own operators'.
alter table mirrored_package
  add column blocked_source text;
