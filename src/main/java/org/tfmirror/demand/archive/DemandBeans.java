package org.tfmirror.demand.archive;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.delivery.ArchiveDelivery;
import org.tfmirror.delivery.ChunkSource;
import org.tfmirror.demand.ArchiveDemandConfig;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.demand.archive.DemandTransactions.NothingMade;
import org.tfmirror.demand.archive.LiveArchive.Sizes;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.job.demand.DemandedJobs;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.versions.VersionHolds;

/** Puts together what gives clients archives that are not there yet. */
@Singleton
class DemandBeans {

    /** Of memory for each archive on its way that clients wait for; what is held back is in it. */
    private static final Sizes SIZES = new Sizes(4 * 1024 * 1024, 64 * 1024);

    private static final long IDLE_SECONDS = 30;

    /** Not a bare executor, which would be every executor to the container. */
    record RoundThread(ScheduledThreadPoolExecutor executor) {}

    @Produces
    @Singleton
    RoundThread thread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tfmirror-demand");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return new RoundThread(executor);
    }

    void close(@Disposes RoundThread thread) {
        thread.executor().shutdownNow();
    }

    @Produces
    @Singleton
    LiveArchives live(ArchiveDemandConfig config, ServedPackages packages, ArchiveDelivery delivery) {
        return new LiveArchives(
                SIZES,
                config.maxWaiting(),
                delivery.threads(),
                System::nanoTime,
                (id, position) -> stored(packages, delivery, id, position));
    }

    private static ChunkSource stored(ServedPackages packages, ArchiveDelivery delivery, PackageId id, long position)
            throws IOException {
        try {
            return delivery.chunks(
                    packages.archive(id).orElseThrow(() -> new ObjectMissingException(id.toString(), null)), position);
        } catch (SQLException | StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    ArchiveDemand demand(
            LiveArchives live,
            DemandRounds rounds,
            ServedPackages packages,
            ArchiveDelivery delivery,
            DemandRules rules) {
        return new ArchiveDemand(live, rounds, packages, delivery, rules);
    }

    @Produces
    @Singleton
    DemandRules rules(OnDemandPolicy policy, VersionHolds holds, ServedPackages packages, OriginRegistry origin) {
        return new DemandRules(policy, holds, packages, origin);
    }

    @Produces
    @Singleton
    DemandRounds rounds(
            LiveArchives live, DemandJobs jobs, DemandedJobs made, ServedPackages packages, RoundThread thread) {
        return new DemandRounds(
                live,
                jobs,
                new DemandRounds.Records() {
                    @Override
                    public Set<PackageId> stored(List<PackageId> ids) throws SQLException {
                        return packages.served(ids);
                    }

                    @Override
                    public Map<PackageId, Demanded> states(List<PackageId> ids) throws SQLException {
                        return made.states(ids);
                    }
                },
                (task, delay) -> schedule(thread, task, delay),
                System::nanoTime);
    }

    private static void schedule(RoundThread thread, Runnable task, Duration delay) {
        ScheduledFuture<?> unused = thread.executor().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Produces
    @Singleton
    DemandJobs jobs(
            DemandTransactions transactions, DemandWorkers workers, ArchiveDemandConfig config, DemandMetrics metrics) {
        Limits limits = new Limits(config.downloadsPerMinute(), config.budget().asLongValue());
        return new DemandJobs(
                (id, askedBy, claimant) -> TransactionRetry.run(() -> {
                    try {
                        return transactions.make(id, askedBy, limits, claimant);
                    } catch (NothingMade e) {
                        return e.state();
                    }
                }),
                workers,
                metrics);
    }

    @Produces
    @Singleton
    DemandMetrics metrics(MeterRegistry registry, LiveArchives live) {
        DemandMetrics metrics = new DemandMetrics(registry);
        metrics.watch(live);
        return metrics;
    }

    void close(@Disposes DemandMetrics metrics) {
        metrics.close();
    }
}
