package org.tfmirror.removal;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;

/** Finishes removals that another replica has left unfinished. Every replica does it. */
@Singleton
public class UnfinishedRemovals {

    private final PackageRemoval removal;

    UnfinishedRemovals(PackageRemoval removal) {
        this.removal = removal;
    }

    @Scheduled(
            identity = "left-removals",
            every = "${tfmirror.processor.housekeeping-interval:10m}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void finish() {
        removal.finishLeft();
    }
}
