package org.tfmirror.test;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.tfmirror.provider.PackageId;

/** The admin API as an operator uses it. */
public final class AdminApi {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private final String token;

    public AdminApi(String token) {
        this.token = token;
    }

    /** A request with the operator's token. */
    public RequestSpecification request() {
        return given().auth().oauth2(token);
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
        return request()
                .contentType("application/json")
                .body(bodyOf(packages))
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
        return Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> job(id), job -> ENDED.contains(job.getString("status")));
    }
}
