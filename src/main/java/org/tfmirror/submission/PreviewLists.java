package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionHolds;
import org.tfmirror.versions.VersionList;

/** What origins list, and which of it is held: as a job finds it, by lists that are fetched and recorded. Thread-safe. */
@Singleton
class PreviewLists {

    private final OriginRegistry origins;
    private final AvailableVersions versions;
    private final VersionHolds holds;

    PreviewLists(OriginRegistry origins, AvailableVersions versions, VersionHolds holds) {
        this.origins = origins;
        this.versions = versions;
        this.holds = holds;
    }

    /**
     * What an origin lists.
     *
     * @param held the versions that do not come
     */
    record Listed(List<AvailableVersion> all, Set<ProviderVersion> held) {}

    /** For one preview, which asks an origin at most once for a provider. */
    Open open(Cancellation cancellation) {
        return new Open(origins.cancelledBy(cancellation));
    }

    /** Not thread-safe. */
    final class Open {

        private final OriginRegistry asked;
        private final Map<ProviderAddress, Listed> lists = new HashMap<>();

        private Open(OriginRegistry asked) {
            this.asked = asked;
        }

        Listed list(ProviderAddress provider) throws OriginException, SQLException {
            Listed list = lists.get(provider);
            if (list == null) {
                list = fetch(provider);
                lists.put(provider, list);
            }
            return list;
        }

        private Listed fetch(ProviderAddress provider) throws OriginException, SQLException {
            List<AvailableVersion> listed = versions.fetch(provider, asked);
            if (!(versions.known(provider) instanceof VersionList.Known known)) {
                return new Listed(listed, Set.of());
            }
            Set<ProviderVersion> held =
                    listed.stream().map(AvailableVersion::version).collect(Collectors.toSet());
            holds.free(provider, known.versions())
                    .forEach(each -> held.remove(each.available().version()));
            return new Listed(listed, held);
        }

        /** Where the origin cannot be asked for the age of the version, by what is known. */
        boolean isHeld(PackageId id) throws SQLException {
            Listed list = lists.get(id.provider());
            if (list != null && list.held().contains(id.version())) {
                return true;
            }
            if (holds.of(id.provider(), id.version()).isEmpty()) {
                return false;
            }
            if (list != null || !holds.hasMinimumAge(id.provider())) {
                return true;
            }
            try {
                list(id.provider());
            } catch (OriginException e) {
                return true;
            }
            return holds.of(id.provider(), id.version()).isPresent();
        }
    }
}
