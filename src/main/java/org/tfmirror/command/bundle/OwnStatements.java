package org.tfmirror.command.bundle;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.bundle.Statement;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;

/** What the operators of this side have decided by now, for the other side. Thread-safe. */
@Singleton
public class OwnStatements {

    private final StoredPackages packages;
    private final HoldTable holds;

    public OwnStatements(StoredPackages packages, HoldTable holds) {
        this.packages = packages;
        this.holds = holds;
    }

    /** All that a manifest says. */
    public List<Statement> all() throws SQLException {
        List<Statement> statements = new ArrayList<>();
        for (StoredPackages.Blocked each : packages.blocked()) {
            statements.add(Statement.block(each.id(), each.reason()));
        }
        for (HeldVersion each : holds.decided()) {
            Decision decision = each.status() == Status.REJECTED ? Decision.REJECT : Decision.WAIVE;
            statements.add(Statement.of(decision, each.provider(), each.version(), each.reason()));
        }
        return statements;
    }
}
