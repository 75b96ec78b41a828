package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.EventReader;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ReplicaExtension;

/** A job of as many items as there may be, in a heap that could not hold them. Prints what it took. */
class ManyItemsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 100_000;
    private static final int WATCHERS = 10;
    private static final long MEGABYTE = 1 << 20;
    private static final String HEAP = "-Xmx" + System.getProperty("test.tfmirror.many-items-heap", "96m");

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private PackagedApplication replica;
    private AdminApi api;
    private long job;

    @BeforeEach
    void startReplica() throws Exception {
        replica = replicas.largeReplica()
                .with("tfmirror.processor.enabled", "false")
                .jvm(HEAP)
                .jvm("-Xlog:gc:file=gc.log")
                .start();
        api = replicas.api(replica);
        PackageId first = Packages.of(MirrorStack.ORIGIN + "/acme/many", "1.0.0", "linux_amd64");
        job = api.submit(first);
        addItems();
    }

    @AfterEach
    void stopReplica() {
        replica.close();
    }

    @Test
    void pagesBringAHundredThousandItems() throws Exception {
        long start = System.nanoTime();
        Set<Long> ids = new HashSet<>();
        JsonNode page = answer("/admin/api/jobs/" + job);
        JsonNode next = page.path("items_next");
        while (next.isTextual()) {
            page.path("items").forEach(item -> ids.add(item.path("id").asLong()));
            page = answer("/admin/api/jobs/" + job + "/items?after=" + next.asText());
            next = page.path("next");
        }
        page.path("items").forEach(item -> ids.add(item.path("id").asLong()));

        assertThat(ids).hasSize(ITEMS);
        System.out.printf(
                "100,000 items in pages: %.1f s, at most %s MB of heap before a collection%n",
                (System.nanoTime() - start) / 1e9, replica.peakHeapMegabytes());
    }

    private JsonNode answer(String path) throws IOException {
        return JSON.readTree(api.get(path).then().statusCode(200).extract().asByteArray());
    }

    @Test
    void watchingAHundredThousandItemsCostsLittle() throws Exception {
        close(watch(1)); // what the first stream costs is not of the job
        OptionalLong before = replica.liveHeapBytes();
        assumeTrue(before.isPresent(), "a native executable does not tell what is in use");

        List<EventReader> watchers = watch(WATCHERS);
        try {
            for (int round = 0; round < 3; round++) {
                failItems(round * 5_000, (round + 1) * 5_000);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> watchers.stream().allMatch(each -> each.count("skipped") > 0));
                watchers.forEach(EventReader::forget);
            }
            long cost = replica.liveHeapBytes().orElseThrow() - before.getAsLong();
            System.out.printf("%d watchers of 100,000 items: %,d bytes%n", WATCHERS, cost);
            assertThat(cost).isLessThan(5 * MEGABYTE);
        } finally {
            close(watchers);
        }
    }

    private List<EventReader> watch(int count) throws Exception {
        List<EventReader> watchers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            watchers.add(EventReader.of(
                    replica.baseUri().resolve("/admin/api/jobs/" + job + "/events"),
                    replicas.stack().adminToken()));
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> watchers.stream().allMatch(each -> each.count("job") > 0));
        watchers.forEach(EventReader::forget);
        return watchers;
    }

    private static void close(List<EventReader> watchers) throws IOException {
        for (EventReader each : watchers) {
            each.close();
        }
    }

    /** As they are in the middle of a job, with the texts that real ones have. */
    private void addItems() throws SQLException {
        update("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status,
                  attempts, size_bytes, downloaded_bytes, started_at, completed_at)
                select ?, n, 'registry.example.com', 'acme', 'many-' || n % 50, '1.' || n || '.0', 'linux', 'amd64',
                  'completed', 1, bytes, bytes, now() - random() * interval '1 day', now()
                from generate_series(1, ?) n, lateral (select (random() * 100000000 + n)::bigint as bytes) b
                """, job, ITEMS - 1);
    }

    private void failItems(int from, int to) throws SQLException {
        update("""
                with items as (
                  update job_item
                  set status = 'failed', error_code = 'not_found', error_message = repeat('gone ', 40)
                  where job_id = ? and ordinal >= ? and ordinal < ?
                  returning job_id
                )
                update job set status = status where id in (select job_id from items)
                """, job, from, to);
    }

    private static void update(String sql, Object... parameters) throws SQLException {
        EmbeddedDatabase database = replicas.stack().database();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
