package org.tfmirror.processor;

import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleWrites;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestInvalidException;
import org.tfmirror.bundle.TestBundleKeys;
import org.tfmirror.job.JobControl;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;
import org.tfmirror.versions.TestHolds;

/** A mirror outside and one inside on the same database, one after the other, with a bucket each. */
final class BundleRig implements AutoCloseable {

    static final long PART_SIZE = 1_000_000;

    private static final TestBundleKeys.Pair KEYS = TestBundleKeys.pair();

    final ScriptedOrigin origin = new ScriptedOrigin();
    final MemoryObjectStore outside = new MemoryObjectStore();
    final MemoryObjectStore inside = new MemoryObjectStore();
    final ProcessorRig packer = rig("packer", origin, outside, KeyPolicy.of(Map.of(), Set.of()));
    final ScriptedOrigin nowhere = new ScriptedOrigin();
    private ProcessorRig importer = rig("importer", nowhere, inside, KeyPolicy.of(Map.of(), Set.of()));

    static ProcessorRig rig(String owner, ScriptedOrigin origin, MemoryObjectStore store, KeyPolicy policy) {
        return rig(owner, origin, store, policy, Clock.systemUTC());
    }

    private static ProcessorRig rig(
            String owner, ScriptedOrigin origin, MemoryObjectStore store, KeyPolicy policy, Clock clock) {
        return rig(owner, origin, store, new ShasumsVerifier(policy, clock), null);
    }

    private static ProcessorRig rig(
            String owner,
            ScriptedOrigin origin,
            MemoryObjectStore store,
            ShasumsVerifier verifier,
            @Nullable EntryCheck check) {
        return new ProcessorRig(
                owner,
                1,
                TestDatabase.dataSource(),
                new PackagePipelines(
                        TestDatabase.dataSource(),
                        store,
                        verifier,
                        new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT),
                        new PackagePipelines.Rules(
                                check, BundleKeys.of(KEYS.signing(), List.of()), Clock.systemUTC())));
    }

    /** What the clock inside says. */
    void setClockInside(Instant now) {
        importer.close();
        importer = rig("importer", nowhere, inside, KeyPolicy.of(Map.of(), Set.of()), Clock.fixed(now, ZoneOffset.UTC));
    }

    /** A mirror inside that has an origin, in the place of the one without. */
    ProcessorRig rigInside(ScriptedOrigin reachable) {
        importer.close();
        importer = rig("importer", reachable, inside, KeyPolicy.of(Map.of(), Set.of()));
        return importer;
    }

    /** Inside, a version has to be of this age, as configured; operators there have decided what the database says. */
    void holdInside(String minimumAge) {
        importer.close();
        importer = rig(
                "importer",
                nowhere,
                inside,
                new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                TestHolds.entryCheck(nowhere, minimumAge));
    }

    /** Inside, these keys may sign for these namespaces, and no other. */
    void pinInside(KeyPolicy policy) {
        importer.close();
        importer = rig("importer", nowhere, inside, policy);
    }

    /** Mirrors packages outside, out of the origin. */
    void mirror(PackageId... packages) {
        for (PackageId each : packages) {
            origin.publish(each, "contents of " + each);
        }
        TestDatabase.submit(packages);
        runOutside();
    }

    long submitExport(long partSize, PackageId... packages) {
        long id = TestDatabase.submit(packages);
        execute("update job set kind = 'export' where id = ?", id);
        with(connection -> BundleWrites.addExport(connection, id, folder(id), "alice", partSize, List.of()));
        return id;
    }

    long export(long partSize, PackageId... packages) {
        long id = submitExport(partSize, packages);
        runOutside();
        return id;
    }

    /** Forgets all that the database knows, and puts the bundle's files into the bucket inside. */
    Manifest carry(long bundle) throws ManifestInvalidException {
        Manifest manifest = manifest(bundle);
        TestDatabase.empty();
        for (StorageKey key : outside.keys()) {
            if (key.value().startsWith(folder(bundle) + "/")) {
                inside.put(new StorageKey(key.value().replace(folder(bundle), "in")), outside.bytesOf(key), Map.of());
            }
        }
        return manifest;
    }

    Manifest manifest(long bundle) throws ManifestInvalidException {
        return Manifest.read(outside.bytesOf(new StorageKey(folder(bundle) + "/manifest.json")));
    }

    long submitImport(Manifest manifest) {
        long id = TestDatabase.submit(
                manifest.entries().stream().map(BundleEntry::id).toArray(PackageId[]::new));
        execute("update job set kind = 'import' where id = ?", id);
        with(connection -> BundleWrites.addImport(connection, id, "in", "bob", manifest.file()));
        return id;
    }

    /** Takes over what lies below a folder of the bucket inside. */
    long adopt(String folder, PackageId... packages) {
        long id = TestDatabase.submit(packages);
        execute("update job set kind = 'adopt' where id = ?", id);
        with(connection -> BundleWrites.addAdoption(connection, id, folder, "bob"));
        return id;
    }

    long importing(Manifest manifest) {
        long id = submitImport(manifest);
        runInside();
        return id;
    }

    /** Cancels a job, and lets the worker inside hear of it. */
    void cancelInside(long job) {
        try {
            new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(job);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        importer.heartbeat.beat();
    }

    void runOutside() {
        run(packer);
    }

    void runInside() {
        run(importer);
    }

    /** Works on one job, as far as it comes. */
    void runInsideOnce() {
        importer.poll();
        importer.awaitIdle();
    }

    static void run(ProcessorRig rig) {
        for (int round = 0; round < 20; round++) {
            execute("update job set due_at = now() where status = 'pending'");
            execute(
                    "update job_item set next_attempt_at = now() where status = 'pending' and next_attempt_at is not null");
            rig.poll();
            rig.awaitIdle();
            if (query("select 1 from job where status = 'pending'").isEmpty()) {
                return;
            }
        }
    }

    static String folder(long bundle) {
        return "bundles/" + bundle;
    }

    static String errorOf(long job, PackageId id) {
        return String.valueOf(query(
                        "select error_code from job_item where job_id = ? and version = ? and os = ? and type = ?",
                        job,
                        id.version().toString(),
                        id.platform().os(),
                        id.provider().type())
                .get(0)
                .get(0));
    }

    static List<String> mirrored() {
        return query("select type || ' ' || version || ' ' || os || '_' || arch from mirrored_package order by 1")
                .stream()
                .map(row -> String.valueOf(Objects.requireNonNull(row.get(0))))
                .toList();
    }

    private interface Write {
        void to(Connection connection) throws SQLException, ManifestInvalidException;
    }

    private static void with(Write write) {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            write.to(connection);
        } catch (SQLException | ManifestInvalidException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        packer.close();
        importer.close();
    }
}
