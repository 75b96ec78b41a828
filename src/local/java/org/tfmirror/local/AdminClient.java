package org.tfmirror.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An operator at the application's API: logs in with a password for each call, so that no token runs out. For one thread. */
final class AdminClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI application;
    private final URI tokenIssuer;
    private final String user;
    private final String password;

    /**
     * @param http trusts the application's certificate
     * @param application such as {@code https://localhost:8443}
     */
    AdminClient(HttpClient http, URI application, URI tokenIssuer, String user, String password) {
        this.http = http;
        this.application = application;
        this.tokenIssuer = tokenIssuer;
        this.user = user;
        this.password = password;
    }

    /** Whether the application says that it is ready; false also where nothing answers. */
    boolean ready() throws InterruptedException {
        try {
            HttpRequest request = request("/q/health/ready").build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    /** Submits a job, or finds the one that was submitted with this key before. */
    JsonNode submit(String body, String idempotencyKey) throws IOException, InterruptedException {
        return call(request("/admin/api/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body)));
    }

    JsonNode job(String id) throws IOException, InterruptedException {
        return call(request("/admin/api/jobs/" + id));
    }

    /** Puts the failed and cancelled items of a finished job back. */
    JsonNode retry(String id) throws IOException, InterruptedException {
        return call(request("/admin/api/jobs/" + id + "/retry").POST(BodyPublishers.noBody()));
    }

    /** The versions that the mirror offers to Terraform; none where it does not have the provider. */
    List<String> mirroredVersions(String source) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/providers/" + source + "/index.json").build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 404) {
            return List.of();
        }
        JsonNode versions = JSON.readTree(successful(request, response)).path("versions");
        return Stream.of(versions)
                .flatMap(node -> node.properties().stream())
                .map(Map.Entry::getKey)
                .toList();
    }

    private JsonNode call(HttpRequest.Builder unauthorized) throws IOException, InterruptedException {
        HttpRequest request =
                unauthorized.header("Authorization", "Bearer " + token()).build();
        return JSON.readTree(successful(request, http.send(request, BodyHandlers.ofString())));
    }

    private String token() throws IOException, InterruptedException {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        HttpRequest login = HttpRequest.newBuilder(URI.create(tokenIssuer + "/token"))
                .timeout(LIMIT)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
                .build();
        return successful(login, http.send(login, BodyHandlers.ofString())).strip();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(application.resolve(path)).timeout(LIMIT);
    }

    private static String successful(HttpRequest request, HttpResponse<String> response)
            throws AdminCallFailedException {
        if (response.statusCode() / 100 != 2) {
            throw new AdminCallFailedException(
                    request.method() + " " + request.uri(), response.statusCode(), response.body());
        }
        return response.body();
    }
}
