package org.tfmirror.admin.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.Page;

/** Reads packages of the catalog as the API shows them. */
@ApplicationScoped
class PackageReader {

    private final DataSource database;
    private final ServedReleases releases;

    PackageReader(DataSource database, ServedReleases releases) {
        this.database = database;
        this.releases = releases;
    }

    @Transactional
    PackagePage newest(PackageFilter filter, @Nullable Long before, int limit) {
        List<PackageView> packages = MirroredPackage.newest(filter, before, limit + 1).stream()
                .map(PackageView::of)
                .toList();
        Page<PackageView> page = Page.of(packages, limit, PackageView::id);
        return new PackagePage(page.rows(), page.next());
    }

    @Transactional
    PackageView details(long id) {
        return PackageView.of(find(id));
    }

    /** @throws CommandRefusedException where there is no such package, or it has no evidence that is as it was recorded */
    @Transactional(rollbackOn = SQLException.class)
    EvidenceView evidence(long id) throws SQLException {
        MirroredPackage kept = find(id);
        String digest = kept.evidence();
        if (digest == null) {
            throw CommandRefusedException.noEvidence(id);
        }
        List<String> warnings = releases.warnings(kept.packageId().provider());
        try (Connection connection = database.getConnection()) {
            return EvidenceTable.find(connection, digest)
                    .map(recorded -> EvidenceView.of(kept, recorded, warnings))
                    .orElseThrow(() -> CommandRefusedException.evidenceAltered(id));
        } catch (EvidenceTable.Altered e) {
            throw CommandRefusedException.evidenceAltered(id);
        }
    }

    private static MirroredPackage find(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .orElseThrow(() -> CommandRefusedException.unknownPackage(id));
    }
}
