-- Whether an origin gave it to a credential; once it did, the version's packages are for readers with the mirror's token, also
-- when the credential is gone. Replicas of the release before do not say: what vouches for their packages is found by these.
alter table evidence add column requires_token boolean not null default false;

update evidence set requires_token = true
where digest in (select evidence from mirrored_package where requires_token);
