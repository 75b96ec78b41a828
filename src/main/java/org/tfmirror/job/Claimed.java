package org.tfmirror.job;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a claim came to.
 *
 * @param jobs those taken, oldest first
 * @param nextDueIn in how long the earliest of the jobs that wait is due, by the database's clock; null where none waits
 */
public record Claimed(List<ClaimedJob> jobs, @Nullable Duration nextDueIn) {

    public Claimed {
        jobs = List.copyOf(jobs);
    }
}
