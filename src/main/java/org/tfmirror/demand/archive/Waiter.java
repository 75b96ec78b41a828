package org.tfmirror.demand.archive;

import java.util.concurrent.CompletableFuture;
import org.tfmirror.provider.PackageId;

/**
 * A client that has no headers yet.
 *
 * @param askedBy an address, or a token's name
 * @param sinceNanos when it came, by the monotonic clock
 * @param reads whether it may read along; otherwise it waits for the stored archive
 * @param outcome completed once, with what becomes of it; cancelled where the client leaves
 */
record Waiter(PackageId id, String askedBy, long sinceNanos, boolean reads, CompletableFuture<Outcome> outcome) {

    /** What becomes of a client that waits. */
    sealed interface Outcome {
        /** It reads along. */
        record Reads(LiveArchive archive, LiveStream stream) implements Outcome {}

        /** The archive is in the catalog. */
        record Stored() implements Outcome {}

        /** It is to ask again, and {@code elsewhere}, as this replica ends. */
        record AskAgain(boolean elsewhere) implements Outcome {}

        /** The archive does not come. */
        record Failed(String code, String message) implements Outcome {}
    }
}
