package org.tfmirror.catalog.listing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The versions and platforms that clients without a lock file get, as one transaction sees them. Caches its answers;
 * used once.
 */
final class ListedVersions {

    private static final String PLATFORMS = "select os, arch from mirrored_package"
            + " where hostname = ? and namespace = ? and type = ? and version = ?" + ServedPackages.SERVED;

    private final Connection connection;
    private final Map<ProviderAddress, List<ProviderVersion>> versions = new HashMap<>();
    private final Map<ReleaseId, Set<Platform>> platforms = new HashMap<>();

    ListedVersions(Connection connection) {
        this.connection = connection;
    }

    /**
     * The listed version that clients take as long as another is not listed.
     *
     * @param version null where there is none
     */
    record Lower(@Nullable ProviderVersion version, Set<Platform> platforms) {

        private static final Lower NONE = new Lower(null, Set.of());
    }

    /** The next lower listed version. Prereleases count on neither side: no client without a lock file takes one. */
    Lower lowerThan(ReleaseId release) throws SQLException {
        if (release.version().isPrerelease()) {
            return Lower.NONE;
        }
        Optional<ProviderVersion> lower = releasesOf(release.provider()).stream()
                .filter(each -> each.compareTo(release.version()) < 0)
                .max(Comparator.naturalOrder());
        return lower.isEmpty()
                ? Lower.NONE
                : new Lower(lower.get(), platformsOf(new ReleaseId(release.provider(), lower.get())));
    }

    private List<ProviderVersion> releasesOf(ProviderAddress provider) throws SQLException {
        List<ProviderVersion> known = versions.get(provider);
        if (known != null) {
            return known;
        }
        List<ProviderVersion> listed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ServedPackages.VERSIONS)) {
            PackageColumns.set(statement, 0, PackageColumns.of(provider));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    listed.add(ProviderVersion.parse(rows.getString(1)));
                }
            }
        }
        listed.removeIf(ProviderVersion::isPrerelease);
        versions.put(provider, listed);
        return listed;
    }

    /** The platforms that a version is served for, listed or not. */
    Set<Platform> platformsOf(ReleaseId release) throws SQLException {
        Set<Platform> known = platforms.get(release);
        if (known != null) {
            return known;
        }
        Set<Platform> served = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(PLATFORMS)) {
            PackageColumns.set(statement, 0, release.columns());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    served.add(new Platform(rows.getString(1), rows.getString(2)));
                }
            }
        }
        platforms.put(release, served);
        return served;
    }
}
