-- Fetched with an operator's credential for its origin, so that it is given to readers with the mirror's token only, for
-- good: docs/adr/0035. A replica of the release before has no credentials, and knows nothing of this.
alter table mirrored_package add column requires_token boolean not null default false;
