package org.tfmirror.console.bundle;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.bundle.Part;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;

/**
 * A bundle with its files, what it lacks, and what its source's operators have decided.
 *
 * @param missing what it should have and has not; the first {@value #MOST_MISSING}
 */
public record BundleDetails(BundleRow row, Files files, List<String> missing, Decisions decisions) {

    static final int MOST_MISSING = 1_000;

    /**
     * What is to be carried.
     *
     * @param total in words
     * @param until when the files are deleted
     */
    public record Files(
            List<File> parts, String total, @Nullable Moment until) {

        static Files of(List<Part> parts, @Nullable Moment until) {
            long bytes = parts.stream().mapToLong(Part::size).sum();
            return new Files(
                    parts.stream().map(File::of).toList(),
                    Amounts.count(parts.size(), "part") + ", " + Amounts.bytes(bytes),
                    until);
        }
    }

    /** A part. */
    public record File(String name, String size, String sha256) {

        static File of(Part part) {
            return new File(part.name(), Amounts.bytes(part.size()), part.sha256());
        }
    }

    /**
     * A page of what the source has decided.
     *
     * @param after the statement that the page before ended with; 0 on the first page
     * @param next the address of the following page; null on the last
     * @param open whether any of the bundle, on whatever page, is accepted with all
     */
    public record Decisions(
            List<Statement> statements,
            long after,
            @Nullable String next,
            boolean open) {

        /** Whether there is one on this page that can be accepted. */
        public boolean isChoice() {
            return statements.stream().anyMatch(Statement::acceptable);
        }

        public boolean isPaged() {
            return after > 0 || next != null;
        }
    }

    /**
     * What the source has decided about a package or a version.
     *
     * @param meaning of the decision, in words
     * @param packageId its id here; null where it is not mirrored, or it is about a version
     * @param inForce whether it is so here already, by whomever
     * @param acceptable whether accepting it would change anything
     */
    public record Statement(
            long id,
            String decision,
            String meaning,
            String what,
            String reason,
            @Nullable Long packageId,
            @Nullable String acceptedBy,
            @Nullable Moment accepted,
            boolean superseded,
            boolean inForce,
            boolean acceptable) {

        static Statement of(Said said, Instant now) {
            Decision decision = said.statement().decision();
            return new Statement(
                    said.id(),
                    decision.wireName(),
                    meaning(decision),
                    said.statement().what(),
                    said.statement().reason(),
                    said.packageId(),
                    said.acceptedBy(),
                    Moment.of(said.acceptedAt(), now),
                    said.superseded(),
                    said.inForce(),
                    said.canBeAccepted());
        }

        private static String meaning(Decision decision) {
            return switch (decision) {
                case BLOCK -> "clients do not get it";
                case UNBLOCK -> "clients get it again";
                case REJECT -> "the version is kept out";
                case WAIVE -> "the version may come at once";
            };
        }
    }

    /** Whether there may be more missing than is shown. */
    public boolean isMuchMissing() {
        return missing.size() >= MOST_MISSING;
    }
}
