package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;

/** The packaged application in a process of its own with 256 MB of heap, and what it does with packages. */
final class MirrorUnderTest implements AutoCloseable {

    static final int HEAP_MEGABYTES = 256;

    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(20);
    private static final String ENDED = """
            select count(*) filter (where status = 'completed'), count(*) filter (where completed_at is not null)
            from job where id = any(?)
            """;

    private final PackagedApplication application;
    private final AdminApi api;
    private final Connection database;
    private final GcLog heap;

    private MirrorUnderTest(PackagedApplication application, AdminApi api, Connection database, GcLog heap) {
        this.application = application;
        this.api = api;
        this.database = database;
        this.heap = heap;
    }

    /** Starts it with eight slots, talking to the stack's store without anything in between. */
    static MirrorUnderTest start(Bench bench, MirrorStack stack) throws Exception {
        GcLog heap = new GcLog(Files.createTempFile(bench.directory(), "gc-", ".log"));
        PackagedApplication application = PackagedApplication.over(stack)
                .jvm("-Xmx" + HEAP_MEGABYTES + "m")
                .jvm(heap.jvmOption())
                .with("tfmirror.processor.max-concurrent-jobs", "8")
                .with("quarkus.s3.endpoint-override", stack.s3().endpoint().toString())
                .start();
        Connection database = DriverManager.getConnection(
                stack.database().jdbcUrl(),
                stack.database().username(),
                stack.database().password());
        return new MirrorUnderTest(application, AdminApi.of(application, stack), database, heap);
    }

    PackagedApplication application() {
        return application;
    }

    GcLog heap() {
        return heap;
    }

    /** The most memory that was ever resident, in MB; 0 where the kernel does not tell. */
    double peakResident() throws IOException {
        Long bytes = application.memory("VmHWM");
        return bytes == null ? 0 : bytes / 1e6;
    }

    /**
     * Mirrors the packages of each list by one job, all jobs at once, and returns the seconds from the first submit until
     * all were completed.
     *
     * @throws IllegalStateException where a job did not complete
     */
    double mirror(List<List<PackageId>> jobs) throws Exception {
        long start = System.nanoTime();
        Long[] ids = new Long[jobs.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = api.submit(jobs.get(i).toArray(PackageId[]::new));
        }
        while (!allEnded(ids)) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("jobs do not end: " + List.of(ids));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * A job that has completed.
     *
     * @param seconds from its submit on
     */
    record Submitted(long job, double seconds) {}

    /**
     * Submits a job that is no download, and waits until it has completed.
     *
     * @throws IllegalStateException where it did not complete
     */
    Submitted submit(String path, Map<String, Object> body) throws Exception {
        long start = System.nanoTime();
        long id = api.request()
                .contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
        while (!allEnded(new Long[] {id})) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("job %d does not end".formatted(id));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return new Submitted(id, (System.nanoTime() - start) / 1e9);
    }

    /** Empties the catalog, whatever the bucket has. */
    void forgetPackages() throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("truncate mirrored_package, release cascade")) {
            statement.execute();
        }
    }

    private boolean allEnded(Long[] ids) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(ENDED)) {
            statement.setArray(1, database.createArrayOf("bigint", ids));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt(1) < row.getInt(2)) {
                    throw new IllegalStateException("a job did not complete, of " + List.of(ids));
                }
                return row.getInt(2) == ids.length;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
        application.close();
    }
}
