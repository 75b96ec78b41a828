package org.tfmirror.console.bundle;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.bundle.Part;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;

/**
 * A bundle with its files, what it lacks, and what its source's operators have decided.
 *
 * @param missing what it should have and has not
 */
public record BundleDetails(BundleRow row, List<File> parts, List<String> missing, List<Statement> statements) {

    /** A part. */
    public record File(String name, String size, String sha256) {

        static File of(Part part) {
            return new File(part.name(), Amounts.bytes(part.size()), part.sha256());
        }
    }

    /**
     * What the source has decided about a package or a version.
     *
     * @param packageId its id here; null where it is not mirrored, or it is about a version
     * @param inForce whether it is so here already, by whomever
     * @param acceptable whether accepting it would change anything
     */
    public record Statement(
            long id,
            String decision,
            String what,
            String reason,
            @Nullable Long packageId,
            @Nullable String acceptedBy,
            @Nullable Moment accepted,
            boolean superseded,
            boolean inForce,
            boolean acceptable) {

        static Statement of(Said said, Instant now) {
            return new Statement(
                    said.id(),
                    said.statement().decision().wireName(),
                    said.statement().what(),
                    said.statement().reason(),
                    said.packageId(),
                    said.acceptedBy(),
                    Moment.of(said.acceptedAt(), now),
                    said.superseded(),
                    said.inForce(),
                    said.canBeAccepted());
        }
    }

    /** Whether there is one that can be accepted. */
    public boolean isAcceptable() {
        return statements.stream().anyMatch(Statement::acceptable);
    }
}
