package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.BundleRig.PART_SIZE;
import static org.tfmirror.processor.BundleRig.errorOf;
import static org.tfmirror.processor.BundleRig.mirrored;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What policy says of packages that leave in a bundle, and of those that come by one. */
class BundlePolicyTest {

    private static final PackageId ONE = Packages.number(1);
    private static final PackageId TWO = Packages.number(2);
    private static final Instant YOUNG = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);

    private final BundleRig rig = new BundleRig();

    @BeforeEach
    void empty() {
        TestDatabase.empty();
        execute("truncate version_hold, origin_list cascade");
    }

    @AfterEach
    void close() {
        rig.close();
        execute("truncate version_hold, origin_list cascade");
    }

    private static void decide(PackageId id, String status) {
        execute(
                """
                insert into version_hold (hostname, namespace, type, version, status, decided_by, decided_at, reason)
                values (?, ?, ?, ?, ?, 'bob', now(), 'because')
                """,
                id.provider().hostname(),
                id.provider().namespace(),
                id.provider().type(),
                id.version().toString(),
                status);
    }

    /** Two versions outside, of which the first was published a day ago. */
    private Manifest carried() throws Exception {
        rig.origin.dates = Map.of(ONE.version(), YOUNG, TWO.version(), YOUNG.minus(Duration.ofDays(100)));
        rig.mirror(ONE, TWO);
        return rig.carry(rig.export(PART_SIZE, ONE, TWO));
    }

    @Test
    void aVersionThatIsTooYoungIsHeldAtImport() throws Exception {
        Manifest manifest = carried();
        rig.holdInside("7d");

        long job = rig.importing(manifest);

        assertThat(errorOf(job, ONE)).isEqualTo("version_held");
        assertThat(errorOf(job, TWO)).isEqualTo("null");
        assertThat(mirrored()).hasSize(1);
        assertThat(query("select version, status, askers::text from version_hold"))
                .containsExactly(List.of(ONE.version().toString(), "held", "{job/" + job + "}"));
    }

    @Test
    void aDateThatIsNotKnownHoldsAVersionAtImport() throws Exception {
        rig.mirror(ONE);
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        rig.holdInside("7d");

        assertThat(errorOf(rig.importing(manifest), ONE)).isEqualTo("version_held");
    }

    @Test
    void aVersionThatIsRejectedInsideDoesNotCome() throws Exception {
        Manifest manifest = carried();
        decide(TWO, "rejected");
        rig.holdInside("0");

        long job = rig.importing(manifest);

        assertThat(errorOf(job, TWO)).isEqualTo("version_held");
        assertThat(errorOf(job, ONE)).isEqualTo("null");
    }

    @Test
    void aWaivedVersionComes() throws Exception {
        Manifest manifest = carried();
        decide(ONE, "waived");
        rig.holdInside("7d");

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }

    @Test
    void anImportThatWaivesHoldsBringsAll() throws Exception {
        Manifest manifest = carried();
        rig.holdInside("7d");
        long job = rig.submitImport(manifest);
        execute("update job set waive_reason = 'urgent' where id = ?", job);

        rig.runInside();

        assertThat(statusOf(job)).isEqualTo("completed");
    }

    @Test
    void whatIsThereStaysWhateverIsHeld() throws Exception {
        Manifest manifest = carried();
        rig.importing(manifest);
        rig.holdInside("7d");

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }

    @Test
    void theDayOfPublicationIsCarried() throws Exception {
        rig.importing(carried());

        assertThat(query(
                                "select published_at from release where version = ?",
                                ONE.version().toString())
                        .toString())
                .contains(java.sql.Timestamp.from(YOUNG).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocked = true, blocked_by = 'bob', blocked_at = now()",
                "integrity = 'missing'",
                "integrity = 'altered'",
                "untrusted_by = 'key_revoked', untrusted_reason = 'revoked'"
            })
    void whatIsNotServedDoesNotLeave(String state) throws Exception {
        rig.mirror(ONE, TWO);
        execute(
                "update mirrored_package set " + state + " where version = ?",
                ONE.version().toString());

        long bundle = rig.export(PART_SIZE, ONE, TWO);

        assertThat(errorOf(bundle, ONE)).isEqualTo("not_exportable");
        assertThat(rig.manifest(bundle).entries()).extracting(BundleEntry::id).containsExactly(TWO);
        assertThat(rig.manifest(bundle).missing()).containsExactly(ONE);
    }

    @Test
    void whatIsMirroredLeavesThoughItsVersionIsHeld() throws Exception {
        rig.mirror(ONE);
        decide(ONE, "rejected");

        assertThat(statusOf(rig.export(PART_SIZE, ONE))).isEqualTo("completed");
    }

    @Test
    void whatNeedsATokenOutsideNeedsOneInside() throws Exception {
        rig.origin.withCredential = true;
        rig.mirror(ONE);
        rig.origin.withCredential = false;

        rig.importing(rig.carry(rig.export(PART_SIZE, ONE)));

        assertThat(query("select requires_token from mirrored_package")).containsExactly(List.of(true));
    }

    @Test
    void anAdoptionWithoutItsOriginHoldsWhatHasNoDate() {
        rig.holdInside("7d");

        long job = rig.adopt("copied", ONE);

        rig.runInside();

        assertThat(errorOf(job, ONE)).isEqualTo("version_held");
    }

    @Test
    void anAdoptionWaitsForAnOriginThatAsksToBeLeftAlone() {
        rig.holdInside("7d");
        rig.nowhere.refusal = new HostPaused("origin.invalid", Duration.ofMinutes(3));
        long job = rig.adopt("copied", ONE);

        rig.runInsideOnce();

        assertThat(query("select status, attempts, error_code from job_item where job_id = ?", job))
                .containsExactly(List.of("pending", 0, "rate_limited"));
    }
}
