package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.policy.Hold;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.ListedVersion;
import org.tfmirror.versions.VersionHolds;
import org.tfmirror.versions.VersionList;

/** The stored lists of origins, and which of their versions are held. Asks no origin. Thread-safe. */
@Singleton
class PreviewLists {

    private final AvailableVersions versions;
    private final VersionHolds holds;

    PreviewLists(AvailableVersions versions, VersionHolds holds) {
        this.versions = versions;
        this.holds = holds;
    }

    /** What is stored of an origin's list. */
    sealed interface Stored {}

    /** @param held the versions that do not come */
    record Listed(List<AvailableVersion> all, Set<ProviderVersion> held) implements Stored {}

    /** The origin said a short time ago that it has no such provider. */
    record NoProvider() implements Stored {}

    /** Nothing. */
    record NotKnown() implements Stored {}

    /** For one preview, which reads each list once. */
    Open open() {
        return new Open();
    }

    /** Not thread-safe. */
    final class Open {

        private final Map<ProviderAddress, Stored> lists = new HashMap<>();

        Stored list(ProviderAddress provider) throws SQLException {
            Stored list = lists.get(provider);
            if (list == null) {
                list = read(provider);
                lists.put(provider, list);
            }
            return list;
        }

        private Stored read(ProviderAddress provider) throws SQLException {
            VersionList list = versions.known(provider);
            if (list instanceof VersionList.Known known) {
                List<AvailableVersion> all =
                        known.versions().stream().map(ListedVersion::available).toList();
                Set<ProviderVersion> held =
                        all.stream().map(AvailableVersion::version).collect(Collectors.toSet());
                holds.free(provider, known.versions())
                        .forEach(each -> held.remove(each.available().version()));
                return new Listed(all, held);
            }
            return list instanceof VersionList.Missing ? new NoProvider() : new NotKnown();
        }

        /** What becomes of a version that is not mirrored. */
        String outcome(PackageId id) throws SQLException {
            Optional<Hold> hold = holds.of(id.provider(), id.version());
            if (hold.isEmpty()) {
                return "fetch";
            }
            return hold.get().rejected() || isListed(id) ? "held" : "unknown";
        }

        /** Only a list tells the version's age. */
        private boolean isListed(PackageId id) throws SQLException {
            return list(id.provider()) instanceof Listed listed
                    && listed.all().stream().anyMatch(each -> each.version().equals(id.version()));
        }
    }
}
