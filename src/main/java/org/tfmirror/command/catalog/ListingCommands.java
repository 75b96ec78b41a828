package org.tfmirror.command.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.listing.Listing;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.command.catalog.CatalogCommands.Listed;
import org.tfmirror.provider.PackageId;

/** Lists versions for operators, and updates the lists when a package is blocked, unblocked or deleted. */
@ApplicationScoped
public class ListingCommands {

    private final DataSource dataSource;
    private final Releases releases;
    private final ServedPackages packages;
    private final AuditLog audit;

    ListingCommands(DataSource dataSource, Releases releases, ServedPackages packages, AuditLog audit) {
        this.dataSource = dataSource;
        this.releases = releases;
        this.packages = packages;
        this.audit = audit;
    }

    /**
     * Lists a version that waits for platforms. Repeating it changes nothing.
     *
     * @throws CommandRefusedException where no package of it is served
     */
    @Transactional(rollbackOn = Exception.class)
    Listed list(Caller caller, ReleaseId release, @Nullable String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Optional<Listing> listed = releases.listAsIs(connection, release);
            List<String> platforms = packages.packages(release.provider(), release.version()).stream()
                    .map(ServedPackages.Served::platform)
                    .sorted()
                    .toList();
            if (platforms.isEmpty()) {
                throw CommandRefusedException.unknownRelease(release);
            }
            String object = "release/%s/%s".formatted(release.provider(), release.version());
            if (listed.isPresent()) {
                String detail = "platforms=" + String.join(",", platforms);
                audit.done(caller, Action.RELEASE_LIST, object, reason == null ? detail : detail + " reason=" + reason);
            } else {
                audit.unchanged(caller, Action.RELEASE_LIST, object);
            }
            return new Listed(platforms, listed.map(Listing::warnings).orElse(List.of()));
        }
    }

    /** In the transaction in which the package was blocked or deleted; returns warnings: which clients fail now. */
    public List<String> withdrawn(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return releases.withdraw(connection, ReleaseId.of(id), id.platform());
        }
    }

    /** In the transaction in which the package was unblocked: it may be the one that its version waits for. */
    public void unblocked(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            releases.decide(connection, ReleaseId.of(id));
        }
    }
}
