package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobControl;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.processor.ScriptedOrigin.Pause;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;

/** Jobs with constraints through two replicas, ticked by hand, on one real database. */
class ExpandingTest {

    private static final String LINUX = "linux_amd64";
    private static final String DARWIN = "darwin_arm64";

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ProcessorRig a = new ProcessorRig("a", database.dataSource(), origin, new TestJobLimits(6, 5));
    private final ProcessorRig b = new ProcessorRig("b", database.dataSource(), origin, new TestJobLimits(6, 5));

    @BeforeEach
    void threeVersions() {
        TestDatabase.empty();
        origin.list("1.0.0 1.1.0 2.0.0", LINUX, DARWIN);
    }

    @AfterEach
    void everyInvariantHolds() {
        a.close();
        b.close();
        JobInvariants.check();
    }

    @Test
    void aConstraintIsReplacedByItsPackagesWhichRunInOrder() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX, DARWIN)));
        assertThat(countsOf(id)).containsExactly("pending", 0, 0, 0);

        run(a);
        assertThat(countsOf(id)).containsExactly("pending", 4, 0, 0);
        assertThat(a.endings).containsExactly(new RunResult.Done(null)); // claimed again at once
        run(b);

        assertThat(countsOf(id)).containsExactly("completed", 4, 4, 0);
        assertThat(b.pipeline.runs)
                .containsExactly(
                        demo("1.1.0", LINUX), demo("1.1.0", DARWIN), demo("1.0.0", LINUX), demo("1.0.0", DARWIN));
        assertThat(origin.versionsRequests).hasValue(1);
    }

    @Test
    void aConstraintMayBringTheNewestOnly() throws Exception {
        ConstraintRequest all = Packages.selected(">= 1.0", LINUX);
        NewestOf newest = new NewestOf(all.versions(), new NewestOf.Limit(2, false));
        long id = submit(List.of(new ConstraintRequest(all.provider(), newest, all.platforms())));

        runToTheEnd(id);

        assertThat(a.pipeline.runs).containsExactly(demo("2.0.0", LINUX), demo("1.1.0", LINUX));
    }

    @Test
    void aConstraintMayBringTheNewestOfEachMinor() throws Exception {
        origin.list("1.1.0 1.1.1 1.0.0 1.0.1", LINUX);
        ConstraintRequest all = Packages.selected("~> 1.0", LINUX);
        NewestOf newest = new NewestOf(all.versions(), new NewestOf.Limit(1, true));
        long id = submit(List.of(new ConstraintRequest(all.provider(), newest, all.platforms())));

        runToTheEnd(id);

        assertThat(a.pipeline.runs).containsExactly(demo("1.1.1", LINUX), demo("1.0.1", LINUX));
    }

    @Test
    void constraintsComeBeforePackagesAndTheirPackagesAfter() throws Exception {
        long id = submit(
                List.of(Packages.selected("~> 1.0", LINUX), Packages.selected("latest", LINUX)), demo("0.9.0", LINUX));

        runToTheEnd(id);

        assertThat(a.pipeline.runs)
                .containsExactly(
                        demo("0.9.0", LINUX), demo("1.1.0", LINUX), demo("1.0.0", LINUX), demo("2.0.0", LINUX));
    }

    @Test
    void whatSeveralConstraintsAndANameSelectIsOneItem() throws Exception {
        long id = submit(
                List.of(
                        Packages.selected(">= 1.1", LINUX),
                        Packages.selected("~> 1.0", LINUX, DARWIN),
                        Packages.selected("latest", LINUX)),
                demo("1.1.0", LINUX));

        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("completed", 5, 5, 0);
        assertThat(a.pipeline.runs).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void aConstraintForWhatIsThereAddsNothingAndTheJobEnds() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)), demo("2.0.0", LINUX));

        run(a);

        assertThat(countsOf(id)).containsExactly("completed", 1, 1, 0);
    }

    @Test
    void whereNothingMatchesTheConstraintFailsAndTheOthersGoOn() throws Exception {
        long id = submit(List.of(Packages.selected("~> 9.0", LINUX), Packages.selected("latest", LINUX)));

        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("failed", 2, 1, 1);
        assertThat(faultOf(id))
                .containsExactly(
                        "failed",
                        1,
                        "no_version_matches",
                        "no version of example.com/acme/demo matches ~> 9.0; the newest is 2.0.0");
        assertThat(query("select error_message from job where id = ?", id))
                .containsExactly(List.of("no version of example.com/acme/demo matches ~> 9.0; the newest is 2.0.0"));
    }

    @Test
    void aJobOfNothingButAConstraintThatFailsIsOneFailedItem() throws Exception {
        long id = submit(List.of(Packages.selected("~> 9.0", LINUX)));

        run(a);

        assertThat(countsOf(id)).containsExactly("failed", 1, 0, 1);
    }

    @Test
    void anUnknownProviderIsNotFound() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        origin.refusal = new NotFound("provider example.com/acme/demo", "example.com/versions");

        run(a);

        assertThat(countsOf(id)).containsExactly("failed", 1, 0, 1);
        assertThat(faultOf(id).get(2)).isEqualTo("not_found");
    }

    @Test
    void aPlatformThatNothingIsBuiltForFailsTheConstraintAlone() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX, "plan9_mips")));

        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("failed", 3, 2, 1);
        assertThat(faultOf(id)).contains("failed", "platform_not_offered");
        assertThat(faultOf(id).get(3)).asString().endsWith("is offered for plan9_mips");
        assertThat(a.pipeline.runs).containsExactly(demo("1.1.0", LINUX), demo("1.0.0", LINUX));
    }

    @Test
    void moreVersionsThanAConstraintMayBringFailIt() throws Exception {
        origin.list("1.0.0 1.1.0 1.2.0 1.3.0 1.4.0 1.5.0", LINUX);
        long id = submit(List.of(Packages.selected(">= 1", LINUX)));

        run(a);

        assertThat(countsOf(id)).containsExactly("failed", 1, 0, 1);
        assertThat(faultOf(id)).contains("too_many_versions");
    }

    @Test
    void moreItemsThanAJobMayHaveFailTheWholeConstraint() throws Exception {
        long id = submit(List.of(Packages.selected(">= 1", LINUX, DARWIN)), demo("0.9.0", LINUX));

        run(a);

        assertThat(countsOf(id)).containsExactly("failed", 2, 1, 1);
        assertThat(faultOf(id))
                .contains(
                        "too_many_items",
                        "with it the job would have 7 packages, and tfmirror.admin.max-items-per-job allows 6");
        assertThat(a.pipeline.runs).containsExactly(demo("0.9.0", LINUX));
    }

    @Test
    void aRegistryThatIsDownIsAskedAgainLaterAndTheNamedPackagesGoOn() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)), demo("0.9.0", LINUX));
        origin.refusal = new Unavailable("example.com/versions", 503, null);

        run(a);

        assertThat(countsOf(id)).containsExactly("pending", 1, 1, 0);
        assertThat(faultOf(id)).contains("pending", 1, "registry_unavailable");
        run(a);
        assertThat(origin.versionsRequests).hasValue(1); // it is not due yet

        origin.refusal = null;
        makeDue();
        runToTheEnd(id);
        assertThat(countsOf(id)).containsExactly("completed", 2, 2, 0);
    }

    @Test
    void aRegistryThatStaysDownFailsTheConstraintAfterItsAttempts() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        origin.refusal = new Unavailable("example.com/versions", 503, null);

        for (int attempt = 1; attempt <= 3; attempt++) {
            makeDue();
            run(a);
        }

        assertThat(countsOf(id)).containsExactly("failed", 1, 0, 1);
        assertThat(faultOf(id)).contains("failed", 3, "registry_unavailable");
    }

    @Test
    void aRegistryThatAsksToBeLeftAloneCostsNoAttempt() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        origin.refusal = new HostPaused("example.com", Duration.ofMinutes(3));

        run(a);

        assertThat(faultOf(id)).contains("pending", 0, "rate_limited");
    }

    @Test
    void aCancelReachesTheWorkerInTheMiddleOfAnExpansion() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)), demo("0.9.0", LINUX));
        reachTheList(a);

        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        a.heartbeat.beat();
        a.awaitIdle();

        assertThat(countsOf(id)).containsExactly("cancelled", 1, 0, 0);
        assertThat(query("select status from job_item where job_id = ?", id))
                .containsExactly(List.of("cancelled"), List.of("cancelled"));
    }

    @Test
    void aCancelJustBeforeThePackagesAreAddedCancelsThemToo() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX)));
        Pause pause = reachTheList(a);

        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        pause.goOn.countDown(); // the worker has not heard of it
        a.awaitIdle();

        assertThat(countsOf(id)).containsExactly("cancelled", 2, 0, 0);
        assertThat(a.pipeline.runs).isEmpty();
    }

    @Test
    void aDrainGivesAConstraintBackWithItsAttemptNotCounted() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        Processor processor = a.processor(ProcessorThreads.start());
        reachTheList(a);

        processor.drain(Duration.ZERO);

        assertThat(countsOf(id)).containsExactly("pending", 0, 0, 0);
        assertThat(query("select status, attempts from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", 0));
    }

    @Test
    void aWorkerLostInAnExpansionIsReplacedAndAddsNothingLater() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX)));
        Pause zombie = reachTheList(a);
        execute("update job set lease_expires_at = now() - interval '1 second'");
        assertThat(b.queue.rescue(3, 5)).hasSize(1);
        origin.pauseBeforeTheList = null;
        run(b);
        assertThat(countsOf(id)).containsExactly("pending", 2, 0, 0);

        origin.list("1.0.0 1.1.0 1.2.0 1.3.0", LINUX); // what the zombie would add
        zombie.goOn.countDown();
        a.awaitIdle();
        assertThat(countsOf(id)).containsExactly("pending", 2, 0, 0);

        runToTheEnd(id);
        assertThat(countsOf(id)).containsExactly("completed", 2, 2, 0);
        assertThat(query("select attempts from job_item where job_id = ? and version is null", id))
                .containsExactly(List.of(2));
    }

    @Test
    void aProcessThatDiesWhileSettlingLeavesNeitherPart() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX)));
        database.before(sql -> {
            if (sql.startsWith("with wanted")) {
                throw new IllegalStateException("the process dies here");
            }
        });
        run(a);
        assertThat(query("select status from job_item where job_id = ?", id)).containsExactly(List.of("downloading"));
        assertThat(countsOf(id)).containsExactly("running", 0, 0, 0);

        database.before(sql -> {});
        execute("update job set lease_expires_at = now() - interval '1 second'");
        b.queue.rescue(3, 5);
        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("completed", 2, 2, 0);
    }

    @Test
    void anExpansionWhoseAnswerIsLostAddsItsPackagesOnce() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX)));
        database.loseTheNextAnswer();

        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("completed", 2, 2, 0);
        assertThat(origin.versionsRequests).hasValue(1);
    }

    @Test
    void aConstraintThatKillsItsWorkersFailsInTheEnd() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(a.queue.claim("w" + attempt, 1, ProcessorRig.LEASE).jobs())
                    .hasSize(1);
            execute("update job set lease_expires_at = now() - interval '1 second'");
            a.queue.rescue(3, 5);
        }
        run(a); // finds nothing left to do

        assertThat(countsOf(id)).containsExactly("failed", 1, 0, 1);
        assertThat(faultOf(id)).contains("failed", 3, "worker_lost");
    }

    @Test
    void aJobWhoseWorkerIsLostAfterTheCancelEndsAllCancelled() throws Exception {
        long id = submit(
                List.of(Packages.selected("latest", LINUX), Packages.selected("~> 1.0", LINUX)), demo("0.9.0", LINUX));
        a.queue.claim("lost", 1, ProcessorRig.LEASE);
        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        execute("update job set lease_expires_at = now() - interval '1 second'");

        a.queue.rescue(3, 5);

        assertThat(countsOf(id)).containsExactly("cancelled", 1, 0, 0);
        assertThat(query("select cancelled_items from job where id = ?", id)).containsExactly(List.of(1));
    }

    @Test
    void aJobThatKeepsKillingWorkersEndsFailedWithItsConstraints() throws Exception {
        long id = submit(
                List.of(Packages.selected("latest", LINUX), Packages.selected("~> 1.0", LINUX)), demo("1.0.0", LINUX));
        for (int crash = 1; crash <= 5; crash++) {
            a.queue.claim("w" + crash, 1, ProcessorRig.LEASE);
            execute("update job set lease_expires_at = now() - interval '1 second'");
            a.queue.rescue(100, 5);
        }

        assertThat(countsOf(id)).containsExactly("failed", 3, 0, 3);
    }

    @Test
    void aRetryExpandsAgainAndFindsWhatHasComeOutSince() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX), Packages.selected("~> 9.0", LINUX)));
        runToTheEnd(id);
        assertThat(countsOf(id)).containsExactly("failed", 3, 2, 1);
        origin.list("1.0.0 1.1.0 1.2.0 9.0.0", LINUX);

        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).retry(id);
        assertThat(countsOf(id)).containsExactly("pending", 2, 2, 0);
        JobInvariants.check();
        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("completed", 4, 4, 0);
        assertThat(a.pipeline.runs)
                .containsExactly(
                        demo("1.1.0", LINUX), demo("1.0.0", LINUX), demo("1.2.0", LINUX), demo("9.0.0", LINUX));
    }

    @Test
    void aRetryOfACancelledJobExpandsItsConstraints() throws Exception {
        long id = submit(List.of(Packages.selected("latest", LINUX)));
        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        assertThat(countsOf(id)).containsExactly("cancelled", 0, 0, 0);

        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).retry(id);
        runToTheEnd(id);

        assertThat(countsOf(id)).containsExactly("completed", 1, 1, 0);
    }

    private Pause reachTheList(ProcessorRig replica) throws InterruptedException {
        Pause pause = new Pause();
        origin.pauseBeforeTheList = pause;
        replica.poll();
        pause.reached.await();
        return pause;
    }

    private static void run(ProcessorRig replica) {
        replica.poll();
        replica.awaitIdle();
    }

    /** Claims as often as there is something due: expansions give the job back between. */
    private void runToTheEnd(long id) {
        for (int claim = 0; claim < 5 && List.of("pending", "running").contains(statusOf(id)); claim++) {
            run(a);
        }
    }

    private static void makeDue() {
        execute("update job set due_at = now() where status = 'pending'");
        execute("update job_item set next_attempt_at = now() where next_attempt_at is not null");
    }

    private static PackageId demo(String version, String platform) {
        return Packages.of("example.com/acme/demo", version, platform);
    }

    private static List<@Nullable Object> countsOf(long id) {
        return query("select status, total_items, completed_items, failed_items from job where id = ?", id)
                .get(0);
    }

    /** State, attempts, and fault of the first constraint that met one. */
    private static List<@Nullable Object> faultOf(long id) {
        return query(
                        "select status, attempts, error_code, error_message from job_item"
                                + " where job_id = ? and version is null and error_code is not null order by ordinal",
                        id)
                .get(0);
    }
}
