package org.tfmirror.test;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The running application's description of itself. */
public record OpenApi(JsonNode document) {

    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");

    /** One call, with what the description says of it. */
    public record Operation(String method, String path, JsonNode description) {

        /** The path with this value for every parameter. */
        public String pathWith(String value) {
            return path.replaceAll("\\{[^}]*}", value);
        }

        /** The request with a body of the kind that is expected, and nothing of what is expected in it. */
        public RequestSpecification emptied(RequestSpecification request) {
            boolean form = description.path("requestBody").path("content").has("multipart/form-data");
            return form ? request.multiPart("nothing", "") : request.contentType("application/json");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Of the application that the Quarkus test has started. */
    public static OpenApi read() {
        return read(given());
    }

    /** Of a replica of its own. */
    public static OpenApi of(PackagedApplication replica) {
        return read(given().baseUri(replica.baseUri().toString()));
    }

    private static OpenApi read(RequestSpecification request) {
        String text = request.get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        try {
            return new OpenApi(new ObjectMapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
                if (METHODS.contains(each.getKey())) {
                    operations.add(
                            new Operation(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()));
                }
            }
        }
        return operations;
    }

    /** The names of all properties of all schemas. */
    public Set<String> propertyNames() {
        Set<String> names = new HashSet<>();
        for (JsonNode schema : document.path("components").path("schemas")) {
            schema.path("properties").fieldNames().forEachRemaining(names::add);
        }
        return names;
    }
}
