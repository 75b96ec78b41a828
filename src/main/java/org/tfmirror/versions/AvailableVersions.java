package org.tfmirror.versions;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.ProviderAddress;

/**
 * What origins list. The caller decides whether a provider may be asked for. Thread-safe; of several replicas, as of
 * several threads, one asks the origin.
 */
public final class AvailableVersions {

    private static final Logger LOG = Logger.getLogger(AvailableVersions.class);
    /** How often it is looked whether another replica has got the list. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final OriginLists lists;
    private final ListFetcher fetcher;
    private final ListTimes times;
    private final Executor threads;
    private final Timer timer;

    /** The lists that this replica fetches or waits for. */
    private final Map<ProviderAddress, CompletableFuture<VersionList>> awaited = new ConcurrentHashMap<>();

    /** Runs tasks later. */
    public interface Timer {

        /** Runs the task after so long, on a thread on which nothing may block. */
        void after(Duration delay, Runnable task);
    }

    /** @param threads for requests to origins; it may reject what is too much */
    AvailableVersions(OriginLists lists, ListFetcher fetcher, ListTimes times, Executor threads, Timer timer) {
        this.lists = lists;
        this.fetcher = fetcher;
        this.times = times;
        this.threads = threads;
        this.timer = timer;
    }

    /**
     * The provider's list. One that is known comes at once, and is fetched anew behind the answer where it is stale. The
     * first one comes within the {@link ListTimes#patience()}, or not at all; no thread waits for it.
     */
    public CompletableFuture<VersionList> of(ProviderAddress provider) throws SQLException {
        return of(provider, () -> {});
    }

    /**
     * As {@link #of(ProviderAddress)}.
     *
     * @param permit runs before the answer waits for an origin that is not asked for another client; may throw
     */
    public CompletableFuture<VersionList> of(ProviderAddress provider, Runnable permit) throws SQLException {
        StoredList stored = lists.read(provider);
        if (!stored.isAnswer()) {
            if (!awaited.containsKey(provider)) {
                permit.run();
            }
            return fetched(provider).copy(); // a client that leaves cancels its own copy
        }
        if (stored.isDue()) {
            fetched(provider);
        }
        return CompletableFuture.completedFuture(stored.list());
    }

    /**
     * The provider's list, not older than lists may be: a stale one is fetched anew before the answer, within the
     * {@link ListTimes#patience()}.
     */
    public CompletableFuture<VersionList> fresh(ProviderAddress provider) throws SQLException {
        StoredList stored = lists.read(provider);
        return stored.isDue() || !stored.isAnswer()
                ? fetched(provider).copy()
                : CompletableFuture.completedFuture(stored.list());
    }

    /** What is known of the provider without asking anybody. */
    public VersionList known(ProviderAddress provider) throws SQLException {
        return lists.read(provider).list();
    }

    /**
     * Asks the origin now, by the caller's thread, and records the answer for everybody.
     *
     * @param asked the origin, perhaps one whose calls can be cancelled
     */
    public List<AvailableVersion> fetch(ProviderAddress provider, OriginRegistry asked)
            throws OriginException, SQLException {
        return fetcher.fetch(provider, asked, lists.claim(provider, true).orElseThrow());
    }

    private CompletableFuture<VersionList> fetched(ProviderAddress provider) {
        CompletableFuture<VersionList> mine = new CompletableFuture<>();
        CompletableFuture<VersionList> others = awaited.putIfAbsent(provider, mine);
        if (others != null) {
            return others;
        }
        mine.whenComplete((list, failure) -> awaited.remove(provider, mine));
        timer.after(times.patience(), () -> mine.complete(new VersionList.Unavailable()));
        run(mine, () -> fetchUnlessAnother(provider, mine));
        return mine;
    }

    private void fetchUnlessAnother(ProviderAddress provider, CompletableFuture<VersionList> answer)
            throws SQLException {
        OptionalLong number = lists.claim(provider, false);
        if (number.isPresent()) {
            Cancellation cancellation = new Cancellation();
            timer.after(times.fetch(), cancellation::cancel);
            try {
                fetcher.fetch(provider, cancellation, number.getAsLong());
            } catch (OriginException e) {
                LOG.infof(
                        "list of versions not fetched provider=%s code=%s error=%s",
                        provider, e.code(), e.getMessage());
            }
        }
        look(provider, answer);
    }

    private void look(ProviderAddress provider, CompletableFuture<VersionList> answer) throws SQLException {
        StoredList stored = lists.read(provider);
        if (stored.isBeingFetched() && !stored.isAnswer()) {
            timer.after(LOOK_AGAIN, () -> lookAgain(provider, answer));
        } else {
            answer.complete(stored.list());
        }
    }

    private void lookAgain(ProviderAddress provider, CompletableFuture<VersionList> answer) {
        if (!answer.isDone()) {
            run(answer, () -> look(provider, answer));
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void run(CompletableFuture<VersionList> answer, Work work) {
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } catch (SQLException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("too many lists of versions are asked for at once");
            answer.complete(new VersionList.Unavailable());
        }
    }
}
