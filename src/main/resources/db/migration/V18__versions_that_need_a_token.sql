-- Which versions a list leaves out for readers without a token: few or none, so none is looked up in the table.
drop index concurrently if exists mirrored_package_requires_token;
create index concurrently mirrored_package_requires_token on mirrored_package (hostname, namespace, type, version)
  where requires_token;
