package org.tfmirror.admin.bundle;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleStatements.Said;

/** What the operators of a bundle's source have decided about packages. */
public record StatementsView(List<StatementView> statements) {

    /**
     * A package that is blocked there.
     *
     * @param packageId its id here; null where it is not mirrored
     * @param superseded whether a bundle that its source packed later was imported: its statements count instead
     */
    public record StatementView(
            long id,
            String source,
            String version,
            String platform,
            String reason,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt,
            @Nullable Long packageId,
            boolean superseded) {

        static StatementView of(Said said) {
            return new StatementView(
                    said.id(),
                    said.what().provider().toString(),
                    said.what().version().toString(),
                    said.what().platform().toString(),
                    said.reason(),
                    said.acceptedBy(),
                    said.acceptedAt(),
                    said.packageId(),
                    said.superseded());
        }
    }

    static StatementsView of(List<Said> statements) {
        return new StatementsView(statements.stream().map(StatementView::of).toList());
    }
}
