package org.tfmirror.command.bundle;

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
import org.tfmirror.bundle.Statement;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.command.catalog.ListingCommands;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;

/** Accepts the decisions of another mirror's operators: they count here as they do there. */
@ApplicationScoped
public class StatementCommands {

    /** How many statements are accepted at a time. */
    public static final int MOST = 1000;

    private static final int NAMED = 20;

    private final BundleStatements statements;
    private final ListingCommands listing;
    private final HoldTable holds;
    private final AuditLog audit;

    StatementCommands(BundleStatements statements, ListingCommands listing, HoldTable holds, AuditLog audit) {
        this.statements = statements;
        this.listing = listing;
        this.holds = holds;
        this.audit = audit;
    }

    /**
     * The result of an acceptance.
     *
     * @param accepted how many statements are in force by it
     * @param more whether others are left that can be accepted the same way
     * @param warnings which clients fail now
     */
    public record Accepted(int accepted, boolean more, List<String> warnings) {}

    /**
     * Accepts some statements of a bundle, or all that can be; in one transaction, so at most {@link #MOST} at a time.
     * Repeating it accepts the others, and then changes nothing.
     *
     * @param ids null for all that lift no rejection here
     */
    @Transactional(rollbackOn = Exception.class)
    public Accepted accept(Caller caller, long bundle, @Nullable Set<Long> ids) throws SQLException {
        List<Said> acceptable =
                ids == null ? statements.acceptable(bundle, MOST + 1) : statements.acceptable(bundle, ids, MOST + 1);
        List<Said> wanted = acceptable.stream()
                .limit(MOST)
                .sorted(Comparator.comparing(each -> Objects.requireNonNullElse(each.packageId(), Long.MAX_VALUE)))
                .toList();
        List<String> warnings = new ArrayList<>();
        for (Said each : wanted) {
            warnings.addAll(apply(caller, each));
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
                            .map(each -> each.statement().decision().wireName() + " "
                                    + each.statement().what())
                            .toList());
            audit.done(caller, Action.BUNDLE_ACCEPT, object, "accepted=%d %s".formatted(wanted.size(), named));
        }
        return new Accepted(wanted.size(), acceptable.size() > MOST, List.copyOf(warnings));
    }

    /** @return which clients fail now */
    private List<String> apply(Caller caller, Said said) throws SQLException {
        Statement statement = said.statement();
        String reason = statement.reason();
        switch (statement.decision()) {
            case BLOCK -> {
                MirroredPackage.blockOf(
                        Objects.requireNonNull(said.packageId()),
                        caller.actor(),
                        reason.isEmpty() ? null : reason,
                        said.source());
                return listing.withdrawn(statement.packageId().orElseThrow());
            }
            case UNBLOCK -> {
                if (MirroredPackage.unblockOf(Objects.requireNonNull(said.packageId()), said.source())) {
                    listing.unblocked(statement.packageId().orElseThrow());
                }
            }
            case REJECT -> decide(caller, statement, Status.REJECTED);
            case WAIVE -> decide(caller, statement, Status.WAIVED);
        }
        return List.of();
    }

    private void decide(Caller caller, Statement statement, Status status) throws SQLException {
        holds.decide(statement.provider(), statement.version(), status, caller.actor(), statement.reason());
    }
}
