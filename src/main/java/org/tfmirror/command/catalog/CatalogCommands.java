package org.tfmirror.command.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.removal.PackageRemoval;
import org.tfmirror.removal.RemovalRefusedException;

/** Blocks, unblocks and deletes packages, and lists versions, for operators. */
@ApplicationScoped
public class CatalogCommands {

    private final PackageRemoval removal;
    private final ListingCommands listing;
    private final AuditLog audit;

    CatalogCommands(PackageRemoval removal, ListingCommands listing, AuditLog audit) {
        this.removal = removal;
        this.listing = listing;
        this.audit = audit;
    }

    /**
     * The result of blocking or unblocking.
     *
     * @param kept as it is now
     * @param warnings which clients fail now
     */
    public record Changed(MirroredPackage kept, List<String> warnings) {}

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    public Changed block(Caller caller, long id, @Nullable String reason) throws SQLException {
        boolean blocked = MirroredPackage.block(id, caller.actor(), reason);
        MirroredPackage kept = find(id);
        Changed changed = new Changed(kept, listing.withdrawn(kept.packageId()));
        if (blocked) {
            audit.done(caller, Action.PACKAGE_BLOCK, object(id), reasoned(nameOf(kept), reason));
        } else {
            audit.unchanged(caller, Action.PACKAGE_BLOCK, object(id));
        }
        return changed;
    }

    /** Repeating it changes nothing. */
    @Transactional(rollbackOn = SQLException.class)
    public Changed unblock(Caller caller, long id) throws SQLException {
        return unblock(caller, id, null);
    }

    /** The same, with a reason for other operators, which is kept in the audit. */
    @Transactional(rollbackOn = SQLException.class)
    public Changed unblock(Caller caller, long id, @Nullable String reason) throws SQLException {
        boolean unblocked = MirroredPackage.unblock(id);
        MirroredPackage kept = find(id);
        if (unblocked) {
            listing.unblocked(kept.packageId());
            MirroredPackage.getEntityManager().refresh(kept); // its version may be listed now
            audit.done(caller, Action.PACKAGE_UNBLOCK, object(id), reasoned(nameOf(kept), reason));
        } else {
            audit.unchanged(caller, Action.PACKAGE_UNBLOCK, object(id));
        }
        return new Changed(kept, List.of());
    }

    /**
     * Lists a version that waits for platforms, as it is. Repeating it changes nothing.
     *
     * @throws CommandRefusedException where no package of it is served
     */
    public Listed list(Caller caller, ReleaseId release, @Nullable String reason) throws SQLException {
        return TransactionRetry.run(() -> listing.list(caller, release, reason));
    }

    /**
     * The result of listing.
     *
     * @param platforms that the version is served for
     * @param warnings which clients fail because of it
     */
    public record Listed(List<String> platforms, List<String> warnings) {}

    /**
     * The result of a deletion.
     *
     * @param archive whether the archive is gone, too
     */
    public record Deleted(boolean archive, List<String> warnings) {}

    /**
     * In several transactions: {@link PackageRemoval}. The entry is of the one that ends the package.
     *
     * @return whether its archive is gone, too, and which clients fail now
     */
    public Deleted delete(Caller caller, long id) throws SQLException {
        return delete(caller, id, null);
    }

    /** The same, with a reason for other operators, which is kept in the audit. */
    public Deleted delete(Caller caller, long id, @Nullable String reason) throws SQLException {
        List<String> warnings = new ArrayList<>();
        try {
            boolean archive = removal.remove(id, kept -> {
                warnings.addAll(listing.withdrawn(kept.id()));
                audit.done(
                        caller,
                        Action.PACKAGE_DELETE,
                        object(id),
                        reasoned(kept.id().toString(), reason));
            });
            return new Deleted(archive, warnings);
        } catch (RemovalRefusedException e) {
            throw refusal(id, e);
        }
    }

    private static CommandRefusedException refusal(long id, RemovalRefusedException e) {
        return switch (e.reason()) {
            case UNKNOWN -> CommandRefusedException.unknownPackage(id);
            case IN_USE -> CommandRefusedException.conflict("package_in_use", String.valueOf(e.getMessage()));
        };
    }

    private static MirroredPackage find(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .orElseThrow(() -> CommandRefusedException.unknownPackage(id));
    }

    /** The id means nothing any more when the package is gone. */
    private static String nameOf(MirroredPackage kept) {
        return kept.packageId().toString();
    }

    private static String reasoned(String name, @Nullable String reason) {
        return reason == null ? name : name + " reason=" + reason;
    }

    private static String object(long id) {
        return "package/" + id;
    }
}
