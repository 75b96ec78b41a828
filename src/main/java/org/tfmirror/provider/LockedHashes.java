package org.tfmirror.provider;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hashes that a dependency lock file allows for a version's packages. As for Terraform, one matching hash of any
 * scheme is enough.
 *
 * @param hashes of any platform's package; empty where nothing is locked, which allows every package
 */
public record LockedHashes(Set<PackageHash> hashes) {

    /** No lock. */
    public static final LockedHashes NONE = new LockedHashes(Set.of());

    public LockedHashes {
        hashes = Collections.unmodifiableSet(new LinkedHashSet<>(hashes));
    }

    /** Reads what {@link #toString()} wrote. */
    public static LockedHashes parse(String text) {
        return new LockedHashes(Arrays.stream(text.split(" ", -1))
                .map(PackageHash::parse)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Whether a package with these two hashes is one of those locked. */
    public boolean allow(PackageHash zh, PackageHash h1) {
        return hashes.isEmpty() || hashes.contains(zh) || hashes.contains(h1);
    }

    /** Whether a package of which only the archive's hash is known may turn out to be one of those locked. */
    public boolean mayAllow(PackageHash zh) {
        return hashes.isEmpty()
                || hashes.contains(zh)
                || hashes.stream().anyMatch(hash -> hash.scheme() == PackageHash.Scheme.H1);
    }

    /** The hashes, separated by blanks. */
    @Override
    public String toString() {
        return hashes.stream().map(PackageHash::toString).collect(Collectors.joining(" "));
    }
}
