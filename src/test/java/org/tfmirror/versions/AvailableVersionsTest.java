package org.tfmirror.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.versions.VersionList.Known;
import org.tfmirror.versions.VersionList.Missing;

/** Two replicas on one database, turned by hand: who asks the origin, and what comes meanwhile. */
class AvailableVersionsTest {

    private static final ProviderAddress NULL = ProviderAddress.parse("registry.terraform.io/hashicorp/null");

    private final ListedOrigin origin = new ListedOrigin();
    private final HandTurnedReplica a = new HandTurnedReplica(origin);
    private final HandTurnedReplica b = new HandTurnedReplica(origin);

    @BeforeEach
    void start() {
        TestDatabase.empty();
        origin.list("1.0.0", "2.0.0");
    }

    @Test
    void theFirstListIsFetchedOnceForTwoReplicas() throws Exception {
        CompletableFuture<VersionList> first = a.versions.of(NULL);
        CompletableFuture<VersionList> second = a.versions.of(NULL);
        CompletableFuture<VersionList> other = b.versions.of(NULL);
        origin.whileAsked = b::run; // b asks the database while a asks the origin
        a.run();

        assertThat(namesOf(first)).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        assertThat(second).isCompletedWithValueMatching(Known.class::isInstance);
        assertThat(other).isNotDone();
        b.pass(Duration.ofMillis(200));
        assertThat(namesOf(other)).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        assertThat(origin.requests).hasValue(1);
    }

    @Test
    void aFreshListIsAnsweredWithoutAskingAnybody() throws Exception {
        fetched();
        origin.list("3.0.0");

        assertThat(namesOf(b.versions.of(NULL))).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        assertThat(b.waiting()).isZero();
    }

    @Test
    void aListTellsProtocolsAndPlatforms() throws Exception {
        fetched();

        Known known = (Known) b.versions.of(NULL).join();

        assertThat(known.versions())
                .extracting(ListedVersion::available)
                .containsExactlyInAnyOrderElementsOf(origin.listed);
        assertThat(known.failing()).isFalse();
    }

    @Test
    void aStaleListComesAtOnceAndOneReplicaFetchesItAnew() throws Exception {
        fetched();
        age("11 minutes");
        origin.list("1.0.0", "2.0.0", "3.0.0");

        assertThat(namesOf(a.versions.of(NULL))).hasSize(2);
        assertThat(namesOf(a.versions.of(NULL))).hasSize(2);
        assertThat(namesOf(b.versions.of(NULL))).hasSize(2);
        a.run();
        b.run();

        assertThat(origin.requests).hasValue(2);
        assertThat(namesOf(b.versions.of(NULL))).hasSize(3);
    }

    @Test
    void aReplicaThatDiesWhileItFetchesIsReplaced() throws Exception {
        fetched();
        age("11 minutes");
        new OriginLists(TestDatabase.dataSource(), HandTurnedReplica.TIMES).claim(NULL, false);
        origin.list("3.0.0");

        b.versions.of(NULL);
        b.run();
        assertThat(origin.requests).hasValue(1);

        TestDatabase.execute("update origin_list set refreshing_until = now() - interval '1 second'");
        b.versions.of(NULL);
        b.run();
        assertThat(namesOf(b.versions.of(NULL))).containsExactly("3.0.0");
    }

    @Test
    void whatTheOriginWarnsOfIsKeptUntilItSaysOtherwise() throws Exception {
        ServedReleases releases = new ServedReleases(TestDatabase.dataSource());
        origin.warnings = List.of("deprecated");
        a.versions.fetch(NULL, origin);

        assertThat(releases.warnings(NULL)).containsExactly("deprecated");

        origin.warnings = List.of();
        a.versions.fetch(NULL, origin);

        assertThat(releases.warnings(NULL)).isEmpty();
    }

    @Test
    void anAnswerThatComesLateReplacesNoNewerOne() throws Exception {
        OriginLists lists = new OriginLists(TestDatabase.dataSource(), HandTurnedReplica.TIMES);
        long slow = lists.claim(NULL, true).orElseThrow();
        a.versions.fetch(NULL, origin);
        origin.list("0.1.0");

        assertThat(lists.record(NULL, slow, new VersionListing(origin.listed, List.of())))
                .isFalse();
        lists.fail(NULL, slow);

        assertThat(namesOf(b.versions.of(NULL))).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        assertThat(((Known) b.versions.known(NULL)).failing()).isFalse();
    }

    @Test
    void aClientWaitsForTheFirstListForEightSecondsAtMost() throws Exception {
        CompletableFuture<VersionList> answer = a.versions.of(NULL);
        // The origin answers after nine seconds: too late for this client, in time for the next one.
        origin.whileAsked = () -> {
            a.passTimer(Duration.ofSeconds(9));
            assertThat(answer).isCompletedWithValue(new VersionList.Unavailable());
        };
        a.run();

        assertThat(namesOf(a.versions.of(NULL))).hasSize(2);
    }

    @Test
    void aRequestThatTakesTooLongIsEnded() throws Exception {
        CompletableFuture<VersionList> answer = a.versions.of(NULL);
        origin.whileAsked = () -> a.passTimer(Duration.ofSeconds(30));
        a.run();

        assertThat(answer).isCompletedWithValue(new VersionList.Unavailable());
        assertThat(a.versions.known(NULL)).isEqualTo(new VersionList.Unavailable());
    }

    @Test
    void whileTheOriginFailsTheLastListIsKnown() throws Exception {
        fetched();
        age("11 minutes");
        origin.refusal = new Unavailable("registry.terraform.io", 503, null);

        a.versions.of(NULL);
        a.run();
        b.versions.of(NULL);
        b.run();

        assertThat(origin.requests).as("nobody asks again at once").hasValue(2);
        assertThat(b.versions.of(NULL).join())
                .isInstanceOfSatisfying(
                        Known.class, known -> assertThat(known.failing()).isTrue());
        assertThat(namesOf(b.versions.of(NULL))).hasSize(2);
    }

    @Test
    void afterAFailureTheOriginIsAskedAgain() throws Exception {
        origin.refusal = new Unavailable("registry.terraform.io", 503, null);
        CompletableFuture<VersionList> answer = a.versions.of(NULL);
        a.run();
        assertThat(answer).isCompletedWithValue(new VersionList.Unavailable());
        assertThat(b.versions.of(NULL)).isCompletedWithValue(new VersionList.Unavailable());
        assertThat(b.waiting()).isZero();

        origin.refusal = null;
        TestDatabase.execute("update origin_list set failed_at = failed_at - interval '6 seconds'");
        CompletableFuture<VersionList> again = b.versions.of(NULL);
        b.run();
        assertThat(namesOf(again)).hasSize(2);
    }

    @Test
    void whatTheOriginProvedToBeMissingIsRemembered() throws Exception {
        origin.refusal = new NotFound("provider", "registry.terraform.io");
        CompletableFuture<VersionList> answer = a.versions.of(NULL);
        a.run();
        assertThat(answer).isCompletedWithValue(new Missing());
        assertThat(b.versions.of(NULL)).isCompletedWithValue(new Missing());
        assertThat(origin.requests).hasValue(1);

        origin.refusal = null;
        age("6 minutes");
        CompletableFuture<VersionList> again = b.versions.of(NULL);
        assertThat(again).as("it is not said again without asking").isNotDone();
        b.run();
        assertThat(namesOf(again)).hasSize(2);
    }

    @Test
    void aFailureProvesNothingMissing() throws Exception {
        origin.refusal = new NotFound("provider", "registry.terraform.io");
        a.versions.of(NULL);
        a.run();
        age("6 minutes");
        origin.refusal = new Unavailable("registry.terraform.io", 503, null);
        CompletableFuture<VersionList> answer = a.versions.of(NULL);
        a.run();

        assertThat(answer).isCompletedWithValue(new VersionList.Unavailable());
        assertThat(b.versions.of(NULL)).isCompletedWithValue(new VersionList.Unavailable());
    }

    @Test
    void onlySoManyUnknownNamesAreRemembered() throws Exception {
        TestDatabase.execute("""
                insert into origin_list (hostname, namespace, type, fetched_at, missing, touched_at)
                select 'example.com', 'acme', 'n' || n, now(), true, now() - n * interval '1 second'
                from generate_series(1, ?) n
                """, OriginLists.MOST_UNKNOWN + 5);
        origin.refusal = new NotFound("provider", "registry.terraform.io");

        a.versions.of(NULL);
        a.run();

        assertThat(TestDatabase.query("select count(*) from origin_list"))
                .containsExactly(List.of((long) OriginLists.MOST_UNKNOWN));
        assertThat(a.versions.known(NULL)).isEqualTo(new Missing());
    }

    @Test
    void whenItWasFirstSeenIsKeptAndALackIsNoticed() throws Exception {
        fetched();
        age("1 day");
        origin.list("1.0.0", "3.0.0");
        a.versions.fetch(NULL, origin);
        assertThat(dates("1.0.0")).containsExactly(true, true);
        assertThat(dates("3.0.0")).containsExactly(false, false);
        Object firstSeen = firstSeen("2.0.0");

        origin.list("1.0.0", "2.0.0", "3.0.0");
        a.versions.fetch(NULL, origin);

        assertThat(dates("1.0.0")).containsExactly(true, true);
        assertThat(dates("2.0.0")).containsExactly(false, false);
        assertThat(firstSeen("2.0.0")).isEqualTo(firstSeen);
    }

    @Test
    void aProviderThatWasMissingHasAFirstListLater() throws Exception {
        origin.refusal = new NotFound("provider", "registry.terraform.io");
        assertThatThrownBy(() -> a.versions.fetch(NULL, origin)).isInstanceOf(NotFound.class);
        origin.refusal = null;
        a.versions.fetch(NULL, origin);

        assertThat(dates("1.0.0")).containsExactly(true, true);
    }

    @Test
    void moreListsThanThereIsRoomForAreRefused() throws Exception {
        a.isFull = true;

        assertThat(a.versions.of(NULL)).isCompletedWithValue(new VersionList.Unavailable());
        a.isFull = false;
        CompletableFuture<VersionList> again = a.versions.of(NULL);
        a.run();
        assertThat(namesOf(again)).hasSize(2);
    }

    @Test
    void aClientThatLeavesTakesNothingFromTheOthers() throws Exception {
        CompletableFuture<VersionList> leaves = a.versions.of(NULL);
        CompletableFuture<VersionList> stays = a.versions.of(NULL);
        leaves.cancel(false);
        a.run();

        assertThat(namesOf(stays)).hasSize(2);
    }

    private void fetched() throws Exception {
        a.versions.fetch(NULL, origin);
    }

    private static void age(String interval) {
        TestDatabase.execute("update origin_list set fetched_at = fetched_at - interval '%s'".formatted(interval));
    }

    /** Whether it has neither been seen since, nor been absent at any known time. */
    private static List<Object> dates(String version) {
        return TestDatabase.query(
                        "select seen_since is null, absent_at is null from origin_version where version = ?", version)
                .get(0)
                .stream()
                .map(Object.class::cast)
                .toList();
    }

    private static Object firstSeen(String version) {
        return Objects.requireNonNull(
                TestDatabase.query("select first_seen_at from origin_version where version = ?", version)
                        .get(0)
                        .get(0));
    }

    private static List<String> namesOf(CompletableFuture<VersionList> answer) {
        assertThat(answer).isCompletedWithValueMatching(Known.class::isInstance);
        return ((Known) answer.join())
                .versions().stream()
                        .map(each -> each.available().version().toString())
                        .toList();
    }
}
