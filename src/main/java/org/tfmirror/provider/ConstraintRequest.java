package org.tfmirror.provider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.NewestOf.Limit;

/**
 * A constraint on a provider's versions, with platforms; its registry's list of versions tells which packages it
 * selects.
 *
 * @param platforms at least one; repeated ones count once
 */
public record ConstraintRequest(ProviderAddress provider, VersionSelector versions, List<Platform> platforms)
        implements ItemSpec {

    /** @throws InvalidNameException where there is no platform */
    public ConstraintRequest {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(versions);
        platforms = List.copyOf(new LinkedHashSet<>(platforms));
        if (platforms.isEmpty()) {
            throw new InvalidNameException("", "a platform is missing");
        }
    }

    @Override
    public String versionText() {
        return versions.toString();
    }

    /** How many of the versions are wanted; null for all. */
    public @Nullable Limit limit() {
        return versions instanceof NewestOf newest ? newest.limit() : null;
    }

    /** The selector without its {@link #limit()}. */
    public VersionSelector unlimited() {
        return versions instanceof NewestOf newest ? newest.versions() : versions;
    }

    @Override
    public String platformText() {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(provider, versions, platformText());
    }
}
