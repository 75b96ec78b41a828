package org.tfmirror.provider;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The newest version that is not a prerelease: what Terraform chooses where a configuration names no version. */
public record LatestRelease() implements VersionSelector {

    static final String TEXT = "latest";

    @Override
    public List<ProviderVersion> selectFrom(Collection<ProviderVersion> versions) {
        return versions.stream()
                .filter(version -> !version.isPrerelease())
                .max(Comparator.naturalOrder())
                .map(List::of)
                .orElse(List.of());
    }

    @Override
    public String toString() {
        return TEXT;
    }
}
