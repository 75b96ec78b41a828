package org.tfmirror.console;

import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.catalog.view.CatalogOverview.Held;
import org.tfmirror.catalog.view.CatalogOverview.KeptOut;
import org.tfmirror.catalog.view.CatalogOverview.State;
import org.tfmirror.catalog.view.CatalogOverview.Totals;
import org.tfmirror.console.Overview.Arrival;
import org.tfmirror.console.Overview.Figure;
import org.tfmirror.console.Overview.Trouble;
import org.tfmirror.console.job.JobPages;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.QueueStats;
import org.tfmirror.job.QueueStats.QueueDepth;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.provider.PackageId;

/** Reads what the overview shows. Thread-safe. */
@Singleton
class OverviewReader {

    private static final Duration TODAY = Duration.ofHours(24);
    private static final int TROUBLES = 5;
    private static final int ARRIVALS = 8;

    private final CatalogOverview catalog;
    private final QueueStats queue;
    private final JobItems items;
    private final SmallRyeHealthReporter health;
    private final CareReader cares;

    OverviewReader(
            CatalogOverview catalog,
            QueueStats queue,
            JobItems items,
            SmallRyeHealthReporter health,
            CareReader cares) {
        this.cares = cares;
        this.catalog = catalog;
        this.queue = queue;
        this.items = items;
        this.health = health;
    }

    Overview read(Instant now) throws SQLException {
        List<String> faults = faults();
        QueueDepth depth = queue.depth();
        Totals totals = catalog.totals();
        long failed = Job.count("status = ?1 and completedAt > ?2", JobStatus.FAILED, now.minus(TODAY));
        return new Overview(
                faults.isEmpty(),
                faults,
                depth.paused(),
                troubles(),
                figures(depth, totals, failed),
                cares.read(),
                JobPages.rows(Job.newest(JobStatus.RUNNING, null, ARRIVALS), items, now),
                catalog.newest(ARRIVALS).stream()
                        .map(each -> arrival(each, now))
                        .toList());
    }

    private List<String> faults() {
        JsonObject readiness = health.getReadiness().getPayload();
        return readiness.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(check -> !check.getString("status").equals("UP"))
                .map(check -> check.getString("name"))
                .toList();
    }

    private List<Trouble> troubles() throws SQLException {
        List<Trouble> troubles = new ArrayList<>();
        for (Held each : catalog.packages(State.UNTRUSTED, null, TROUBLES)) {
            troubles.add(new Trouble(
                    "Today's rules refuse its evidence, so it is not served:",
                    "/console/packages/" + each.id(),
                    nameOf(each.name()) + " " + each.name().platform(),
                    "Its page says which rule. Verify it again when that is settled, or delete it.",
                    true));
        }
        for (Held each : catalog.packages(State.DAMAGED, null, TROUBLES)) {
            troubles.add(new Trouble(
                    "Its object in the bucket is " + each.integrity().wireName() + ", so it is not served:",
                    "/console/packages/" + each.id(),
                    nameOf(each.name()) + " " + each.name().platform(),
                    "Mirror it again, and find out who writes to the bucket.",
                    true));
        }
        for (KeptOut each : catalog.keptOut(TROUBLES)) {
            troubles.add(new Trouble(
                    "Not listed, because it waits for " + each.waitingFor() + ":",
                    "/console/providers/" + each.provider(),
                    each.provider().namespace() + "/" + each.provider().type() + " " + each.version(),
                    "Retry the job that failed for it, or list the version as it is.",
                    false));
        }
        return troubles;
    }

    private static List<Figure> figures(QueueDepth depth, Totals totals, long failed) {
        long waiting = Math.round(depth.oldestDueSeconds());
        return List.of(
                new Figure(
                        Amounts.number(depth.runningJobs()),
                        Amounts.noun(depth.runningJobs(), "job") + " running",
                        "/console/jobs?status=running",
                        ""),
                new Figure(
                        Amounts.number(depth.pendingJobs()),
                        depth.dueJobs() == 0
                                ? Amounts.noun(depth.pendingJobs(), "job") + " pending"
                                : Amounts.noun(depth.pendingJobs(), "job") + " pending, the oldest for "
                                        + Amounts.duration(waiting),
                        "/console/jobs?status=pending",
                        depth.dueJobs() > 0 && waiting > 60 ? "wait" : ""),
                new Figure(
                        Amounts.number(failed),
                        Amounts.noun(failed, "job") + " failed in 24 h",
                        "/console/jobs?status=failed",
                        failed > 0 ? "bad" : ""),
                new Figure(
                        Amounts.number(totals.packages()),
                        Amounts.noun(totals.packages(), "package") + " of "
                                + Amounts.count(totals.providers(), "provider"),
                        "/console/providers",
                        ""),
                new Figure(Amounts.bytes(totals.bytes()), "stored", "", ""));
    }

    private static Arrival arrival(Held each, Instant now) {
        return new Arrival(
                each.id(),
                nameOf(each.name()),
                each.name().platform().toString(),
                Amounts.bytes(each.bytes()),
                Objects.requireNonNull(Moment.of(each.verifiedAt(), now)));
    }

    private static String nameOf(PackageId name) {
        return "%s/%s %s".formatted(name.provider().namespace(), name.provider().type(), name.version());
    }
}
