package org.tfmirror.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleStatements;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.catalog.CatalogControl;

/** Accepts what another mirror's operators have decided: blocks here what they have blocked there. */
@ApplicationScoped
public class StatementCommands {

    private static final int NAMED = 20;

    private final BundleStatements statements;
    private final CatalogControl control;
    private final ListingCommands listing;
    private final AuditLog audit;

    StatementCommands(BundleStatements statements, CatalogControl control, ListingCommands listing, AuditLog audit) {
        this.statements = statements;
        this.control = control;
        this.listing = listing;
        this.audit = audit;
    }

    /**
     * What was accepted.
     *
     * @param blocked how many packages are blocked by it
     * @param warnings whose clients fail now
     */
    public record Accepted(int blocked, List<String> warnings) {}

    /**
     * Accepts some statements of a bundle, or all that can be; in one transaction. Repeating it changes nothing.
     *
     * @param ids null for all
     */
    @Transactional(rollbackOn = Exception.class)
    public Accepted accept(Caller caller, long bundle, @Nullable Set<Long> ids) throws SQLException {
        List<Said> wanted = statements.of(bundle).stream()
                .filter(each -> ids == null || ids.contains(each.id()))
                .filter(Said::canBeAccepted)
                .sorted(Comparator.comparing(each -> Objects.requireNonNull(each.packageId())))
                .toList();
        List<String> warnings = new ArrayList<>();
        for (Said each : wanted) {
            long packageId = Objects.requireNonNull(each.packageId());
            control.block(packageId, caller.actor(), each.reason().isEmpty() ? null : each.reason());
            warnings.addAll(listing.blocked(packageId));
            statements.accept(each.id(), caller.actor());
        }
        String object = "bundle/" + bundle;
        if (wanted.isEmpty()) {
            audit.unchanged(caller, Action.BUNDLE_ACCEPT, object);
        } else {
            String named = String.join(
                    ", ",
                    wanted.stream()
                            .limit(NAMED)
                            .map(each -> each.what().toString())
                            .toList());
            audit.done(caller, Action.BUNDLE_ACCEPT, object, "blocked=%d %s".formatted(wanted.size(), named));
        }
        return new Accepted(wanted.size(), List.copyOf(warnings));
    }
}
