package org.tfmirror.admin.bundle;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.bundle.Statement;
import org.tfmirror.provider.Page;

/**
 * What the operators of a bundle's source have decided about packages and versions.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record StatementsView(
        List<StatementView> statements, @Nullable String next) {

    /**
     * A decision.
     *
     * @param decision {@code block}, {@code unblock}, {@code reject}, {@code waive}
     * @param platform of the package; null where it is about a version
     * @param packageId the package's id here; null where it is not mirrored
     * @param superseded whether a bundle that its source packed later was imported: its statements count instead
     * @param inForce whether it is so here already, by whomever
     */
    public record StatementView(
            long id,
            String decision,
            String source,
            String version,
            @Nullable String platform,
            String reason,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt,
            @Nullable Long packageId,
            boolean superseded,
            boolean inForce) {

        static StatementView of(Said said) {
            Statement statement = said.statement();
            return new StatementView(
                    said.id(),
                    statement.decision().wireName(),
                    statement.provider().toString(),
                    statement.version().toString(),
                    statement.platform() == null ? null : statement.platform().toString(),
                    statement.reason(),
                    said.acceptedBy(),
                    said.acceptedAt(),
                    said.packageId(),
                    said.superseded(),
                    said.inForce());
        }
    }

    static StatementsView of(Page<Said> page) {
        return new StatementsView(page.rows().stream().map(StatementView::of).toList(), page.next());
    }
}
