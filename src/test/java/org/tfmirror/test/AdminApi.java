package org.tfmirror.test;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/** The admin API as an operator uses it. */
public final class AdminApi {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    /** Most jobs of a test end within so long. */
    private static final Duration LOOKS = Duration.ofMillis(15);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final @Nullable URI base;
    private final String token;

    private AdminApi(@Nullable URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Of the application that the Quarkus test has started. */
    public AdminApi(String token) {
        this(null, token);
    }

    /** Of a replica of its own, as alice, who may do everything. */
    public static AdminApi of(PackagedApplication replica, MirrorStack stack) {
        return new AdminApi(replica.baseUri(), stack.adminToken());
    }

    /** Of a replica of its own, with this token. */
    public static AdminApi of(PackagedApplication replica, String token) {
        return new AdminApi(replica.baseUri(), token);
    }

    /** A request with the operator's token. */
    public RequestSpecification request() {
        RequestSpecification request = given().auth().oauth2(token);
        return base == null ? request : request.baseUri(base.toString());
    }

    /** The body of a submit of exactly these packages, one provider entry each. */
    public static Map<String, Object> bodyOf(PackageId... packages) {
        return Map.of(
                "providers",
                List.of(packages).stream()
                        .map(each -> Map.of(
                                "source", each.provider().toString(),
                                "versions", List.of(each.version().toString()),
                                "platforms", List.of(each.platform().toString())))
                        .toList());
    }

    /** Submits; the job's id. */
    public long submit(PackageId... packages) {
        return submit(bodyOf(packages));
    }

    /** Submits one provider's versions, exact or by a constraint; the job's id. */
    public long submit(String source, String version, String... platforms) {
        return submit(Map.of(
                "providers",
                List.of(Map.of(
                        "source", source,
                        "versions", List.of(version),
                        "platforms", List.of(platforms)))));
    }

    private long submit(Map<String, Object> body) {
        return request()
                .contentType("application/json")
                .body(body)
                .post("/admin/api/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    public Response get(String path) {
        return request().get(path);
    }

    public JsonPath job(long id) {
        return get("/admin/api/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** Waits until the job has ended. */
    public JsonPath awaitEnd(long id) {
        return awaitEnd(id, PATIENCE);
    }

    /** Waits until the job has ended, for so long. */
    public JsonPath awaitEnd(long id, Duration limit) {
        return Awaitility.await()
                .pollInterval(LOOKS)
                .atMost(limit)
                .until(() -> job(id), job -> ENDED.contains(job.getString("status")));
    }
}
