package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;

/** A job of as many items as there may be is told whole, in a heap that could not hold them. Prints what it took. */
class ManyItemsIT {

    private static final int ITEMS = 100_000;
    private static final String HEAP = "-Xmx" + System.getProperty("test.tfmirror.many-items-heap", "96m");

    private static MirrorStack stack;

    @BeforeAll
    static void startStack() {
        stack = MirrorStack.start();
    }

    @AfterAll
    static void stopStack() throws IOException {
        stack.close();
    }

    @Test
    void aHundredThousandItemsAreToldInASmallHeap() throws Exception {
        try (PackagedApplication replica = PackagedApplication.over(stack)
                .with("tfmirror.processor.enabled", "false")
                .jvm(HEAP)
                .jvm("-Xlog:gc:file=gc.log")
                .start()) {
            PackageId first = Packages.of(MirrorStack.ORIGIN + "/acme/many", "1.0.0", "linux_amd64");
            long job = AdminApi.of(replica, stack).submit(first);
            addItems(job);

            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(itemsToldOf(replica, job)).isEqualTo(ITEMS);
                System.out.printf("100,000 items: %.1f s%n", (System.nanoTime() - start) / 1e9);
            }
            System.out.printf(
                    "100,000 items: at most %s MB of heap before a collection%n", replica.peakHeapMegabytes());
        }
    }

    /** As they are in the middle of a job, with the texts that real ones have. */
    private static void addItems(long job) throws SQLException {
        EmbeddedDatabase database = stack.database();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                PreparedStatement insert = connection.prepareStatement("""
                        insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status,
                          attempts, size_bytes, downloaded_bytes, started_at, completed_at)
                        select ?, n, 'registry.example.com', 'acme', 'many-' || n % 50, '1.' || n || '.0', 'linux', 'amd64',
                          'completed', 1, bytes, bytes, now() - random() * interval '1 day', now()
                        from generate_series(1, ?) n, lateral (select (random() * 100000000 + n)::bigint as bytes) b
                        """)) {
            insert.setLong(1, job);
            insert.setInt(2, ITEMS - 1);
            insert.executeUpdate();
        }
    }

    private static int itemsToldOf(PackagedApplication replica, long job) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(replica.baseUri().resolve("/admin/api/jobs/" + job))
                .header("Authorization", "Bearer " + stack.adminToken())
                .build();
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        int items = 0;
        try (JsonParser json = new ObjectMapper().createParser(answer.body())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("source")) {
                    items++;
                }
            }
        }
        return items;
    }
}
