package org.tfmirror.demand.archive;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.archive.LiveArchive.Sizes;
import org.tfmirror.demand.archive.LiveStream.Bucket;
import org.tfmirror.demand.archive.Waiter.Outcome;
import org.tfmirror.provider.PackageId;

/**
 * The archives that clients of this replica wait for or read along, and the clients that wait. The processor feeds it
 * with the bytes of its transfers; archives without clients here are ignored. Thread-safe; no method waits for a
 * client.
 */
public final class LiveArchives {

    private final WaitingClients clients;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final Bucket bucket;
    private volatile boolean draining;

    /**
     * @param threads where what clients wait for is given to them; they may block for the store
     * @param bucket from where clients go on that are too slow to read along
     */
    LiveArchives(Sizes sizes, int maxWaiting, Executor threads, LongSupplier nanoTime, Bucket bucket) {
        this.clients = new WaitingClients(maxWaiting, wanted -> new LiveArchive(wanted, sizes, threads));
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.bucket = bucket;
    }

    Bucket bucket() {
        return bucket;
    }

    /** What a transfer tells while it runs, on its own thread; closing it without {@link #verified} interrupts it. */
    public interface Feed extends AutoCloseable {
        /** More bytes have come. */
        void received(byte[] buffer, int offset, int length);

        /** All bytes are verified, and the object is visible. */
        void verified();

        @Override
        void close();
    }

    /** The feed of an archive without clients. */
    public static final Feed NOBODY = new Feed() {
        @Override
        public void received(byte[] buffer, int offset, int length) {}

        @Override
        public void verified() {}

        @Override
        public void close() {}
    };

    /**
     * A transfer of this replica begins at an archive's first byte.
     *
     * @param sha256 as signed, lower-case hex
     * @param length as the origin announces it; -1 where it does not
     */
    public Feed begin(PackageId id, String sha256, long length) {
        LiveArchive archive = archive(id);
        if (archive == null) {
            return NOBODY;
        }
        archive.begin(sha256, length);
        return new ArchiveFeed(archive, () -> giveStreams(id), () -> clients.forgetIfUnused(id));
    }

    /** An archive was recorded in the catalog. */
    public void stored(PackageId id) {
        LiveArchive archive = archive(id);
        if (archive != null) {
            archive.stored();
            complete(id, waiter -> true, new Outcome.Stored());
            clients.forgetIfUnused(id);
        }
    }

    /** From now on no client waits here: new clients are sent to another replica. */
    public void beginDrain() {
        draining = true;
        for (PackageId id : ids()) {
            LiveArchive archive = archive(id);
            if (archive != null && !archive.isUnderWay()) {
                complete(id, waiter -> true, new Outcome.AskAgain(true));
            }
        }
    }

    /** Waits until no client reads along any more; then cuts off those that do, and sends away those that wait. */
    public void endStreams(Duration limit) throws InterruptedException {
        clients.awaitUnread(limit);
        for (PackageId id : ids()) {
            complete(id, waiter -> true, new Outcome.AskAgain(true));
            LiveArchive archive = archive(id);
            if (archive != null) {
                archive.cutAll();
            }
        }
    }

    /** A client's place, and whether it is the first here, so that a job has to be made. */
    record Joined(Waiter waiter, boolean first) {}

    /**
     * Lets a client wait, or read along at once.
     *
     * @param reads whether it may read along
     * @return null where as many wait as may
     */
    @Nullable
    Joined join(PackageId id, String askedBy, boolean reads, long sinceNanos) {
        Waiter waiter = new Waiter(id, askedBy, sinceNanos, reads, new CompletableFuture<>());
        WaitingClients.Place place = clients.add(waiter);
        if (place == null) {
            return null;
        }
        waiter.outcome().whenComplete((outcome, failure) -> clients.remove(waiter));
        if (draining && !place.archive().isUnderWay()) {
            waiter.outcome().complete(new Outcome.AskAgain(true));
        } else {
            giveStreams(id);
        }
        return new Joined(waiter, place.first());
    }

    /** Gives those that may read along their streams; false while there is nothing to read yet. */
    private boolean giveStreams(PackageId id) {
        LiveArchive archive = archive(id);
        if (archive == null) {
            return false;
        }
        boolean given = false;
        for (Waiter each : clients.of(id)) {
            LiveStream stream = each.reads() ? archive.open(bucket, clients::readNoMore) : null;
            if (stream != null) {
                given = true;
                threads.execute(() -> give(each, archive, stream));
            }
        }
        return given;
    }

    private static void give(Waiter waiter, LiveArchive archive, LiveStream stream) {
        if (!waiter.outcome().complete(new Outcome.Reads(archive, stream))) {
            stream.abandon();
        }
    }

    /** Ends what does not come: who waits is told why, who reads along is cut off. */
    void fail(PackageId id, String code, String message) {
        complete(id, waiter -> true, new Outcome.Failed(code, message));
        LiveArchive archive = archive(id);
        if (archive != null) {
            archive.end();
            clients.forgetIfUnused(id);
        }
    }

    /** Lets those ask again that have waited for longer than this. */
    void sendRoundAfter(Duration limit) {
        long now = nanoTime.getAsLong();
        for (PackageId id : ids()) {
            complete(id, waiter -> now - waiter.sinceNanos() >= limit.toNanos(), new Outcome.AskAgain(false));
        }
    }

    private void complete(PackageId id, Predicate<Waiter> which, Outcome outcome) {
        clients.of(id).stream()
                .filter(which)
                .forEach(each -> threads.execute(() -> each.outcome().complete(outcome)));
    }

    @Nullable
    LiveArchive archive(PackageId id) {
        return clients.archive(id);
    }

    /** The waiting client that asked first; null where none waits. */
    @Nullable
    String askedBy(PackageId id) {
        List<Waiter> waiters = clients.of(id);
        return waiters.isEmpty() ? null : waiters.get(0).askedBy();
    }

    /** The archives that clients wait for or read. */
    List<PackageId> ids() {
        return clients.ids();
    }

    int waiting() {
        return clients.count();
    }

    int maxWaiting() {
        return clients.most();
    }

    /** How many clients read along. */
    int reading() {
        return clients.reading();
    }
}
