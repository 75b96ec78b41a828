package org.tfmirror.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFilter;

/** Reads the catalog, blocks, unblocks and deletes packages; who changed one is written down in the change's transaction. */
@ApplicationScoped
class CatalogDesk {

    private final CatalogControl control;
    private final PackageRemoval removal;
    private final AuditLog audit;

    CatalogDesk(CatalogControl control, PackageRemoval removal, AuditLog audit) {
        this.control = control;
        this.removal = removal;
        this.audit = audit;
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
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .map(PackageView::of)
                .orElseThrow(() -> RefusedRequestException.unknownPackage(id));
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    PackageView block(long id, String by, @Nullable String reason) throws SQLException {
        boolean blocked = control.block(id, by, reason);
        PackageView changed = details(id);
        if (blocked) {
            audit.done(Action.PACKAGE_BLOCK, object(id), nameOf(changed) + (reason == null ? "" : " reason=" + reason));
        } else {
            audit.unchanged(Action.PACKAGE_BLOCK, object(id));
        }
        return changed;
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    PackageView unblock(long id) throws SQLException {
        boolean unblocked = control.unblock(id);
        PackageView changed = details(id);
        if (unblocked) {
            audit.done(Action.PACKAGE_UNBLOCK, object(id), nameOf(changed));
        } else {
            audit.unchanged(Action.PACKAGE_UNBLOCK, object(id));
        }
        return changed;
    }

    /**
     * In several transactions: {@link PackageRemoval}. The entry is of the one that ends the package.
     *
     * @return whether its archive is gone, too
     */
    boolean delete(long id) throws SQLException {
        return removal.remove(
                id,
                kept -> audit.done(Action.PACKAGE_DELETE, object(id), kept.id().toString()));
    }

    /** The id means nothing any more when the package is gone. */
    private static String nameOf(PackageView changed) {
        return "%s %s %s".formatted(changed.source(), changed.version(), changed.platform());
    }

    private static String object(long id) {
        return "package/" + id;
    }
}
