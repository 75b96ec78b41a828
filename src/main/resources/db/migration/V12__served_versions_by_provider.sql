-- What index.json asks: read from this index alone, instead of all that is known of a provider's packages.
create index mirrored_package_served_versions on mirrored_package (hostname, namespace, type, integrity, version)
  where not blocked;
