package org.tfmirror.admin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.live.JobEventHub;
import org.tfmirror.local.Fault;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.OwnThread;

/** A job's events as a client gets them over the wire. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class JobEventsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());
    private final CountDownLatch held = new CountDownLatch(1);

    @Inject
    JobEventHub hub;

    @AfterEach
    void release() {
        held.countDown();
        stack.registry().faults().clear();
    }

    private record Told(String name, JsonNode data, String id) {}

    private static List<Told> events(String body) {
        List<Told> events = new ArrayList<>();
        for (String block : body.split("\n\n")) {
            String name = "";
            String id = "";
            String data = "";
            for (String line : block.split("\n")) {
                String value = line.substring(line.indexOf(':') + 1);
                if (line.startsWith("event:")) {
                    name = value;
                } else if (line.startsWith("id:")) {
                    id = value;
                } else if (line.startsWith("data:")) {
                    data = value;
                }
            }
            if (!name.isEmpty()) {
                try {
                    events.add(new Told(name, MAPPER.readTree(data), id));
                } catch (IOException e) {
                    throw new AssertionError(block, e);
                }
            }
        }
        return events;
    }

    private Response follow(long job) {
        return api.get("/admin/api/jobs/" + job + "/events");
    }

    private void hold(PackageId... ids) {
        Set<String> paths = Stream.of(ids).map(stack.registry()::metadataPath).collect(Collectors.toSet());
        stack.registry().faults().always(paths::contains, Fault.holdUntil(held));
    }

    /** Follows a job that is held, lets it go on once somebody watches it, and comes back with all events. */
    private Response followHeld(long job) {
        CompletableFuture<Response> followed = OwnThread.supply(() -> follow(job));
        Awaitility.await().until(() -> hub.count() == 1);
        held.countDown();
        return followed.join();
    }

    @Test
    void followsAJobToItsEnd() {
        PackageId known = stack.registry().publishSample("acme", "followed", "1.0.0", "linux_amd64");
        PackageId other = stack.registry().publishSample("acme", "followed", "1.1.0", "linux_amd64");
        hold(known);
        long job = api.submit(known, other);

        Response answer = followHeld(job);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/event-stream");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
        List<Told> events = events(answer.asString());
        Told last = events.get(events.size() - 1);
        assertThat(last.name()).isEqualTo("job");
        assertThat(last.id()).isEqualTo("end");
        assertThat(last.data().path("id").asLong()).isEqualTo(job);
        assertThat(last.data().path("status").asText()).isEqualTo("completed");
        assertThat(last.data().path("progress").asInt()).isEqualTo(100);
        assertThat(last.data().path("completed_items").asInt()).isEqualTo(2);
        assertThat(events.subList(0, events.size() - 1))
                .allMatch(each -> each.id().isEmpty());
        for (PackageId each : List.of(known, other)) {
            List<Told> items = events.stream()
                    .filter(told -> told.data()
                            .path("version")
                            .asText()
                            .equals(each.version().toString()))
                    .toList();
            Told item = items.get(items.size() - 1);
            assertThat(item.name()).isEqualTo("item");
            assertThat(item.data().path("source").asText())
                    .isEqualTo(each.provider().toString());
            assertThat(item.data().path("status").asText()).isEqualTo("completed");
            assertThat(item.data().path("downloaded_bytes").asLong())
                    .isEqualTo(item.data().path("size_bytes").asLong())
                    .isPositive();
            assertThat(item.data().has("seconds_left")).isTrue();
        }
    }

    @Test
    void theEventsTellOfTheItemsThatTheJobShows() {
        PackageId id = stack.registry().publishSample("acme", "told-items", "1.0.0", "linux_amd64");
        // A stream shows no item that ended before it, so both are new to the mirror and wait for it.
        hold(id, stack.registry().publishSample("acme", "told-items", "1.1.0", "linux_amd64"));
        long good = api.submit(id.provider().toString(), "~> 1.0", "linux_amd64");
        List<Told> ofGood = events(followHeld(good).asString());
        long bad = api.submit(id.provider().toString(), "~> 2.0", "linux_amd64");
        api.awaitEnd(bad);
        List<Told> ofBad = events(follow(bad).asString());

        assertThat(toldItems(ofGood)).isNotEmpty().containsAll(api.job(good).getList("items.id", Long.class));
        assertThat(toldItems(ofBad))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(api.job(bad).getList("items.id", Long.class));
    }

    private static Set<Long> toldItems(List<Told> events) {
        return events.stream()
                .filter(each -> each.name().equals("item"))
                .map(each -> each.data().path("id").asLong())
                .collect(Collectors.toSet());
    }

    @Test
    void aFinishedJobsStreamIsOverAtOnceAndAskedAgainThereIsNoMore() {
        PackageId id = stack.registry().publishSample("acme", "over", "1.0.0", "linux_amd64");
        long job = api.submit(id);
        api.awaitEnd(job);

        assertThat(events(follow(job).asString())).extracting(Told::name).containsExactly("job");
        Response again = api.request().header("Last-Event-ID", "end").get("/admin/api/jobs/" + job + "/events");
        assertThat(again.statusCode()).isEqualTo(204);
    }

    @Test
    void whatIsNoJobIsAProblem() {
        assertProblem(api.get("/admin/api/jobs/999999999/events"), 404, "job_not_found");
        assertProblem(api.get("/admin/api/jobs/x/events"), 404, "not_found");
    }

    @Test
    void aViewerMayWatch() {
        PackageId id = stack.registry().publishSample("acme", "viewed", "1.0.0", "linux_amd64");
        long job = api.submit(id);

        Response answer = new AdminApi(stack.viewerToken()).get("/admin/api/jobs/" + job + "/events");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatHangsUpLeavesNothingBehind() throws Exception {
        PackageId id = stack.registry().publishSample("acme", "left", "1.0.0", "linux_amd64");
        hold(id);
        long job = api.submit(id);
        Awaitility.await().until(() -> hub.count() == 0);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write(("GET /admin/api/jobs/" + job
                                    + "/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + stack.adminToken() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            assertThat(line).contains("200");
            while (!line.startsWith("event:job")) {
                line = answer.readLine();
            }
            assertThat(hub.count()).isEqualTo(1);
        }

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> hub.count() == 0);
    }
}
