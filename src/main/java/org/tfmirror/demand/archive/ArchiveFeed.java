package org.tfmirror.demand.archive;

import java.util.function.BooleanSupplier;
import org.tfmirror.demand.archive.LiveArchives.Feed;

/** Feeds one archive while a transfer of this replica brings it. Used by the transfer's thread. */
final class ArchiveFeed implements Feed {

    private final LiveArchive archive;
    private final BooleanSupplier onFirstBytes;
    private final Runnable onEnd;
    private boolean given;

    /** @param onFirstBytes told of bytes until it says that it has let those read that may */
    ArchiveFeed(LiveArchive archive, BooleanSupplier onFirstBytes, Runnable onEnd) {
        this.archive = archive;
        this.onFirstBytes = onFirstBytes;
        this.onEnd = onEnd;
    }

    @Override
    public void received(byte[] buffer, int offset, int length) {
        archive.add(buffer, offset, length);
        if (!given) {
            given = onFirstBytes.getAsBoolean();
        }
    }

    @Override
    public void verified() {
        archive.verified();
    }

    @Override
    public void close() {
        archive.interrupted();
        onEnd.run();
    }
}
