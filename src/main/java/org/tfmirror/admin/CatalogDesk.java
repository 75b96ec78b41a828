package org.tfmirror.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFilter;

/** Reads the catalog, blocks and unblocks packages, one transaction each. */
@ApplicationScoped
class CatalogDesk {

    private final CatalogControl control;

    CatalogDesk(CatalogControl control) {
        this.control = control;
    }

    @Transactional
    PackagePage newest(PackageFilter filter, @Nullable Long before, int limit) {
        List<PackageView> packages = MirroredPackage.newest(filter, before, limit + 1).stream()
                .map(PackageView::of)
                .toList();
        boolean more = packages.size() > limit;
        List<PackageView> page = more ? packages.subList(0, limit) : packages;
        return new PackagePage(page, more ? Long.toString(page.get(limit - 1).id()) : null);
    }

    @Transactional
    PackageView details(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .map(PackageView::of)
                .orElseThrow(() -> RefusedRequestException.unknownPackage(id));
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    PackageView block(long id, String by, @Nullable String reason) throws SQLException {
        control.block(id, by, reason);
        return details(id);
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    PackageView unblock(long id) throws SQLException {
        control.unblock(id);
        return details(id);
    }
}
