package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.BundleRig.PART_SIZE;
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
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.BundleStatements;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.Statement;
import org.tfmirror.processor.bundle.ExpiredBundles;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What is deleted of a bundle after its time, and what is not. */
class BundleExpiryTest {

    private static final PackageId ONE = Packages.number(1);
    private static final PackageId TWO = Packages.number(2);
    private static final String WEEK = "bundles/import/week/";
    private static final StorageKey PART = new StorageKey(WEEK + "part-0001.tar");

    private final BundleRig rig = new BundleRig();

    @BeforeEach
    void twoPackagesOutside() {
        TestDatabase.empty();
        rig.mirror(ONE, TWO);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static int expire(MemoryObjectStore store) throws Exception {
        return new ExpiredBundles(TestDatabase.dataSource(), store, MirrorLayout.atTop(), Duration.ofDays(30)).run();
    }

    private static void age(long bundle) {
        execute("update bundle set created_at = now() - interval '31 days' where id = ?", bundle);
    }

    private static List<List<Object>> bundles() {
        return query("select id from bundle order by id");
    }

    /** Imports a bundle as one that was uploaded under a name; its files are there. */
    private long importedFromWeek(Manifest manifest) {
        long job = rig.importing(manifest);
        execute("update bundle set folder = 'bundles/import/week' where id = ?", job);
        for (String file : List.of("part-0001.tar", "manifest.json", "manifest.json.sig")) {
            rig.inside.put(new StorageKey(WEEK + file), new byte[1], Map.of());
        }
        return job;
    }

    private Manifest carried(PackageId... packages) throws Exception {
        return rig.carry(rig.export(PART_SIZE, packages));
    }

    @Test
    void aBundleStaysForItsTimeAndItsPackagesForEver() throws Exception {
        long bundle = rig.export(1, ONE, TWO);
        assertThat(expire(rig.outside)).isZero();

        age(bundle);

        assertThat(expire(rig.outside)).isEqualTo(1);
        assertThat(rig.outside.keys())
                .containsExactlyInAnyOrder(
                        MirrorLayout.atTop().keyOf(ONE), MirrorLayout.atTop().keyOf(TWO));
        assertThat(bundles()).isEmpty();
    }

    @Test
    void onlyTheFilesOfTheBundleAreDeleted() throws Exception {
        long bundle = rig.export(1, ONE);
        long other = rig.export(1, TWO);
        StorageKey note = new StorageKey(BundleRig.folder(bundle) + "/notes.txt");
        StorageKey deeper = new StorageKey(BundleRig.folder(bundle) + "/kept/part-0001.tar");
        StorageKey longer = new StorageKey(BundleRig.folder(bundle) + "0/part-0001.tar");
        List.of(note, deeper, longer).forEach(key -> rig.outside.put(key, new byte[1], Map.of()));
        age(bundle);

        expire(rig.outside);

        assertThat(rig.outside.keys())
                .contains(note, deeper, longer, new StorageKey(BundleRig.folder(other) + "/part-0001.tar"))
                .noneMatch(key -> key.value().equals(BundleRig.folder(bundle) + "/part-0001.tar"));
    }

    @Test
    void aPartThatWasNeverFinishedIsDeletedToo() throws Exception {
        long bundle = rig.export(1, ONE);
        StorageKey late = new StorageKey(BundleRig.folder(bundle) + "/part-0002.tar");
        rig.outside.put(late, new byte[1], Map.of());
        age(bundle);

        expire(rig.outside);

        assertThat(rig.outside.keys()).doesNotContain(late);
    }

    @Test
    void aBundleThatIsStillPackedIsNotDeleted() throws Exception {
        age(rig.submitExport(1, ONE, TWO));

        assertThat(expire(rig.outside)).isZero();
    }

    @Test
    void filesThatAnOperatorPutIntoTheBucketStay() throws Exception {
        age(rig.importing(carried(ONE)));

        expire(rig.inside);

        assertThat(rig.inside.keys()).contains(new StorageKey("in/part-0001.tar"), new StorageKey("in/manifest.json"));
        assertThat(query("select 1 from bundle_entry")).isEmpty();
    }

    @Test
    void uploadedFilesAreDeletedWithTheLastImportOfThem() throws Exception {
        Manifest manifest = carried(ONE);
        long first = importedFromWeek(manifest);
        long second = importedFromWeek(manifest);
        age(first);
        expire(rig.inside);
        assertThat(rig.inside.keys()).contains(PART);

        age(second);
        expire(rig.inside);

        assertThat(rig.inside.keys()).noneMatch(key -> key.value().startsWith(WEEK));
    }

    @Test
    void filesUploadedSinceUnderTheSameNameStay() throws Exception {
        age(importedFromWeek(carried(ONE)));
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        rig.inside.put(PART, new byte[1], Map.of(BundleNames.UPLOADED_AT, now));

        expire(rig.inside);

        assertThat(rig.inside.keys()).contains(PART).doesNotContain(new StorageKey(WEEK + "manifest.json"));
    }

    @Test
    void filesOfABundleThatIsForgottenAreNotLookedForAgain() throws Exception {
        age(importedFromWeek(carried(ONE)));
        expire(rig.inside);
        rig.inside.put(PART, new byte[1], Map.of());

        assertThat(expire(rig.inside)).isZero();
        assertThat(rig.inside.keys()).contains(PART);
    }

    @Test
    void anOldBundleDoesNotSpeakAgainOnceTheNewestIsForgotten() throws Exception {
        long old = rig.export(PART_SIZE, ONE);
        long young = rig.export(PART_SIZE, TWO);
        Manifest older = saying(rig.manifest(old));
        Manifest newer = rig.carry(young);
        age(rig.importing(newer));
        expire(rig.inside);

        long job = rig.submitImport(older);

        assertThat(new BundleStatements(TestDatabase.dataSource()).of(job, 0, 100))
                .isNotEmpty()
                .allMatch(BundleStatements.Said::superseded);
    }

    private static Manifest saying(Manifest manifest) {
        Statement blocked = Statement.block(TWO, "bad news");
        return new Manifest(
                manifest.origin(), List.of(), manifest.parts(), manifest.entries(), List.of(), List.of(blocked));
    }

    @Test
    void theNewestOfASourceIsDeletedOnceAnotherIs() throws Exception {
        long old = rig.export(PART_SIZE, ONE);
        long young = rig.export(PART_SIZE, TWO);
        Manifest older = rig.manifest(old);
        Manifest newer = rig.carry(young);
        long first = rig.importing(older);
        age(first);
        expire(rig.inside);
        assertThat(bundles()).containsExactly(List.of(first));

        long second = rig.submitImport(newer);

        assertThat(expire(rig.inside)).isEqualTo(1);
        assertThat(bundles()).containsExactly(List.of(second));
    }

    @Test
    void aRetryOfWhatIsForgottenSaysWhatToDo() throws Exception {
        Manifest manifest = carried(ONE);
        rig.importing(manifest);
        long adoption = rig.adopt("elsewhere", ONE);
        long export = rig.submitExport(1, ONE);
        long old = rig.submitImport(manifest);
        long kept = rig.submitImport(manifest); // as the newest of its source
        execute("delete from bundle where id <> ?", kept);
        execute("delete from bundle_entry");

        rig.runInside();

        for (long each : new long[] {adoption, export, old, kept}) {
            assertThat(query("select error_code, error_message from job_item where job_id = ?", each)
                            .toString())
                    .contains("not_found", "past tfmirror.bundle.retention", "again");
        }
    }
}
