-- What an origin warns of beside its list of a provider's versions; null where no list was fetched since.
alter table origin_list add column warnings text[];
