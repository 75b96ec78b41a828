package org.tfmirror.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.Hold;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.versions.VersionList.Known;

/** Which versions are held, from the list to the decision. */
class VersionHoldsTest {

    private static final ProviderAddress NULL = ProviderAddress.parse("registry.terraform.io/hashicorp/null");
    private static final Instant OLD = Instant.now().minus(Duration.ofDays(100));

    private final ListedOrigin origin = new ListedOrigin();
    private final HandTurnedReplica replica = new HandTurnedReplica(origin, "7d");
    private final HandTurnedReplica freely = new HandTurnedReplica(origin);
    private final HoldTable table = new HoldTable(TestDatabase.dataSource());

    @BeforeEach
    void start() {
        TestDatabase.empty();
        origin.list("1.0.0");
    }

    @Test
    void withoutDatesTheFirstListIsOldAndWhatComesLaterIsHeld() throws Exception {
        fetch();
        origin.list("1.0.0", "2.0.0");
        fetch();

        assertThat(free()).containsExactly("1.0.0");
        assertThat(replica.holds.of(NULL, version("1.0.0"))).isEmpty();
        assertThat(replica.holds.of(NULL, version("2.0.0")))
                .hasValueSatisfying(hold -> assertThat(hold.until()).isNotNull());
        assertThat(held()).extracting(HeldVersion::version).containsExactly(version("2.0.0"));

        TestDatabase.execute("update origin_version set seen_since = seen_since - interval '8 days'");
        assertThat(free()).containsExactlyInAnyOrder("1.0.0", "2.0.0");
    }

    @Test
    void aDateOfTheOriginCountsButNotFromBeforeItWasThere() throws Exception {
        origin.date("1.0.0", OLD);
        fetch();
        assertThat(free()).containsExactly("1.0.0");

        origin.list("1.0.0", "2.0.0");
        origin.date("2.0.0", OLD); // a lie: the list lacked it a moment ago
        fetch();

        assertThat(free()).containsExactly("1.0.0");
    }

    @Test
    void whatHasNoDateStaysHeldUntilItHasOne() throws Exception {
        origin.datesVersions = true;
        origin.datesRefusal = new Unavailable("registry.terraform.io", 503, null);
        fetch();
        assertThat(free()).isEmpty();
        assertThat(replica.holds.of(NULL, version("1.0.0"))).contains(new Hold(null, false));

        origin.datesRefusal = null;
        origin.date("1.0.0", OLD);
        fetch();
        assertThat(free()).containsExactly("1.0.0");
    }

    @Test
    void aVersionThatNoListHasIsHeld() throws Exception {
        fetch();

        assertThat(replica.holds.asked(NULL, version("9.0.0"), "job/1")).contains(new Hold(null, false));
        assertThat(held()).as("a stranger makes no rows").isEmpty();
    }

    @Test
    void anOperatorLetsAVersionThroughOrKeepsItOut() throws Exception {
        fetch();
        origin.list("1.0.0", "2.0.0", "3.0.0");
        fetch();
        for (HeldVersion each : held()) {
            Status status = each.version().equals(version("2.0.0")) ? Status.WAIVED : Status.REJECTED;
            table.decide(each.id(), status, "alice", "looked at");
        }

        assertThat(free()).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        TestDatabase.execute("update origin_version set seen_since = seen_since - interval '8 days'");
        assertThat(replica.holds.of(NULL, version("3.0.0"))).contains(new Hold(null, true));
        assertThat(freely.holds.of(NULL, version("3.0.0")))
                .as("whatever the age")
                .contains(new Hold(null, true));
    }

    @Test
    void whoAsksIsCountedAndTenAreNamed() throws Exception {
        fetch();
        origin.list("1.0.0", "2.0.0");
        fetch();
        for (int i = 0; i < 12; i++) {
            replica.holds.asked(NULL, version("2.0.0"), "client" + i);
            replica.holds.asked(NULL, version("2.0.0"), "client0");
        }

        assertThat(held()).singleElement().satisfies(hold -> {
            assertThat(hold.asked()).isEqualTo(24);
            assertThat(hold.askers()).hasSize(10).doesNotHaveDuplicates();
        });
    }

    @Test
    void withoutAMinimumAgeNothingIsHeld() throws Exception {
        freely.versions.fetch(NULL, origin);
        origin.list("1.0.0", "2.0.0");
        freely.versions.fetch(NULL, origin);

        assertThat(freely.holds.of(NULL, version("2.0.0"))).isEqualTo(Optional.empty());
        assertThat(held()).isEmpty();
    }

    private void fetch() throws Exception {
        replica.versions.fetch(NULL, origin);
    }

    private List<String> free() throws Exception {
        Known known = (Known) replica.versions.known(NULL);
        return replica.holds.free(NULL, known.versions()).stream()
                .map(each -> each.available().version().toString())
                .toList();
    }

    private List<HeldVersion> held() throws Exception {
        return table.list(Status.HELD, null, 50);
    }

    private static ProviderVersion version(String text) {
        return ProviderVersion.parse(text);
    }
}
