package org.tfmirror.versions;

import java.time.Duration;
import java.util.List;
import org.tfmirror.job.JobLocks;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.policy.MinimumAge;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.test.TestDatabase;

/** What lets versions in, for tests that have no application. */
public final class TestHolds {

    private static final ListTimes TIMES = ListTimes.of(Duration.ofMinutes(10));

    private TestHolds() {}

    /** @param minimumAge as configured */
    public static EntryCheck entryCheck(OriginRegistry origin, String minimumAge) {
        OriginLists lists = new OriginLists(TestDatabase.dataSource(), TIMES);
        VersionHolds holds = new VersionHolds(
                lists, new HoldTable(TestDatabase.dataSource()), MinimumAge.of(List.of(minimumAge)), origin);
        AvailableVersions versions = new AvailableVersions(
                lists, new ListFetcher(lists, origin, holds), TIMES, Runnable::run, (delay, task) -> {});
        return new EntryCheck(
                versions, holds, OnDemandPolicy.of(List.of(), List.of()), new JobLocks(TestDatabase.dataSource()));
    }
}
