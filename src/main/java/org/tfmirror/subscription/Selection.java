package org.tfmirror.subscription;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.NewestOf.Limit;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.VersionSelector;

/**
 * The versions and platforms that a subscription wants of one provider.
 *
 * @param versions at least one, none of them limited
 * @param platforms at least one
 * @param limit how many versions each of {@code versions} brings; null for all that it allows
 */
public record Selection(
        ProviderAddress provider,
        List<VersionSelector> versions,
        List<Platform> platforms,
        @Nullable Limit limit) {

    public Selection {
        Objects.requireNonNull(provider);
        versions = List.copyOf(versions);
        platforms = List.copyOf(platforms);
        if (versions.isEmpty() || platforms.isEmpty()) {
            throw new IllegalArgumentException("a version or a platform is missing of " + provider);
        }
    }

    /** A request for each of the versions. */
    public List<ConstraintRequest> requests() {
        return versions.stream()
                .map(each ->
                        new ConstraintRequest(provider, limit == null ? each : new NewestOf(each, limit), platforms))
                .toList();
    }

    @Override
    public String toString() {
        return requests().stream().map(ConstraintRequest::toString).collect(Collectors.joining("; "));
    }
}
