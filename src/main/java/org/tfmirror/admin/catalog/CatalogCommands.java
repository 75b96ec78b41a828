package org.tfmirror.admin.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.Page;
import org.tfmirror.admin.RefusedRequestException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.removal.PackageRemoval;
import org.tfmirror.removal.RemovalRefusedException;

/** Reads the catalog, blocks, unblocks and deletes packages; who changed one is written down in the change's transaction. */
@ApplicationScoped
class CatalogCommands {

    private final CatalogControl control;
    private final PackageRemoval removal;
    private final ListingCommands listing;
    private final AuditLog audit;

    CatalogCommands(CatalogControl control, PackageRemoval removal, ListingCommands listing, AuditLog audit) {
        this.control = control;
        this.removal = removal;
        this.listing = listing;
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
        return PackageView.of(find(id));
    }

    private static MirroredPackage find(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .orElseThrow(() -> RefusedRequestException.unknownPackage(id));
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    PackageView block(long id, String by, @Nullable String reason) throws SQLException {
        boolean blocked = control.block(id, by, reason);
        PackageView changed = PackageView.of(find(id), listing.blocked(id));
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
        if (unblocked) {
            listing.unblocked(id);
        }
        PackageView changed = details(id);
        if (unblocked) {
            audit.done(Action.PACKAGE_UNBLOCK, object(id), nameOf(changed));
        } else {
            audit.unchanged(Action.PACKAGE_UNBLOCK, object(id));
        }
        return changed;
    }

    /**
     * What a deletion came to.
     *
     * @param archive whether the archive is gone, too
     */
    record Deleted(boolean archive, List<String> warnings) {}

    /**
     * In several transactions: {@link PackageRemoval}. The entry is of the one that ends the package.
     *
     * @return whether its archive is gone, too, and whose clients fail now
     */
    Deleted delete(long id) throws SQLException {
        List<String> warnings = new ArrayList<>();
        try {
            boolean archive = removal.remove(id, kept -> {
                warnings.addAll(listing.deleted(kept.id()));
                audit.done(Action.PACKAGE_DELETE, object(id), kept.id().toString());
            });
            return new Deleted(archive, warnings);
        } catch (RemovalRefusedException e) {
            throw refusal(id, e);
        }
    }

    private static RefusedRequestException refusal(long id, RemovalRefusedException e) {
        return switch (e.reason()) {
            case UNKNOWN -> RefusedRequestException.unknownPackage(id);
            case IN_USE -> RefusedRequestException.conflict("package_in_use", String.valueOf(e.getMessage()));
        };
    }

    /** The id means nothing any more when the package is gone. */
    private static String nameOf(PackageView changed) {
        return "%s %s %s".formatted(changed.source(), changed.version(), changed.platform());
    }

    private static String object(long id) {
        return "package/" + id;
    }
}
