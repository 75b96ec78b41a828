package org.tfmirror.demand.archive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/** The clients that read an archive along. Not thread-safe. */
final class Readers {

    private final Executor threads;
    private final Set<LiveStream> streams = new LinkedHashSet<>();

    /** @param threads where their next chunks are given to them */
    Readers(Executor threads) {
        this.threads = threads;
    }

    void add(LiveStream stream) {
        streams.add(stream);
    }

    void remove(LiveStream stream) {
        streams.remove(stream);
    }

    int count() {
        return streams.size();
    }

    List<LiveStream> all() {
        return List.copyOf(streams);
    }

    /** Gives those that wait their next bytes, or the end, where there is something for their position. */
    void wake(LongPredicate isThere) {
        for (LiveStream each : all()) {
            if (each.isWaiting() && isThere.test(each.position())) {
                threads.execute(each::wake);
            }
        }
    }
}
