package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.fuzz.JsonMutator;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;
import org.tfmirror.test.RawHttp;
import org.tfmirror.test.RawHttp.Answer;

/**
 * Seeded random requests for every operation of the API's own description, present and to come: none is answered by a
 * fault of ours, and every refusal is a problem.
 */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ApiFuzzTest {

    private static final String HOST = MirrorStack.ORIGIN;

    private static final List<String> SEGMENTS = List.of(
            "0",
            "1",
            "2",
            "-1",
            "007",
            "9223372036854775807",
            "9223372036854775808",
            "1e3",
            "x",
            "%00",
            "%ff",
            "%0a",
            "..%2f..",
            "%2e%2e",
            "..",
            ".",
            "%20",
            "1;a=b",
            "1%2f2",
            "%d9%a1",
            "\u00e9",
            "a".repeat(3_000),
            "null",
            "index.json",
            "1.0.0.json",
            HOST,
            "acme",
            "*",
            "%25",
            "%24%7bx%7d",
            "'%3bdrop",
            "%zz");

    private static final List<String> WORDS = List.of(
            "1",
            "-1",
            "0",
            "500",
            "501",
            "99999999999",
            "true",
            "pending",
            "PENDING",
            "failed",
            "hashicorp/aws",
            "1.0.0",
            "linux_amd64",
            "~> 1",
            "",
            " ",
            "a".repeat(5_000),
            "'",
            "\"",
            "%",
            "_",
            "\\",
            "\u0000",
            "\ud83d\ude00",
            "[]",
            "2026-01-01T00:00:00Z",
            "99999-99-99",
            "registry.terraform.io",
            HOST + "/fuzz/a");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/json",
            "application/json;charset=utf-16",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "/",
            "x",
            "application/json;charset=nonsense",
            "application/json; charset=\"",
            "*/*",
            "application/xml",
            "",
            ";",
            "application/problem+json",
            "application/JSON;a=b;c",
            "application/json\u00ff");

    private static final List<String> BODIES = List.of(
            "{\"providers\":[{\"source\":\"%s/fuzz/a\",\"versions\":[\"1.0.0\"],\"platforms\":[\"linux_amd64\"]}]}"
                    .formatted(HOST),
            "{\"providers\":[{\"source\":\"%s/fuzz/b\",\"versions\":[\"1\",\"~> 2.0\"],\"platforms\":[\"a_b\",\"c_d\"]},{}]}"
                    .formatted(HOST),
            "{\"blocked\":true}");

    private static final int MOST_FAULTS = 10;

    private final Random random = Fuzz.random("API");
    private final JsonMutator json = new JsonMutator(random, WORDS);
    private final String token = MirrorStackResource.stack().issuer().token("fuzz", Set.of("admin"));
    private final AdminApi api = new AdminApi(token);

    @BeforeEach
    void holdTheProcessor() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
    }

    /** What was submitted is not run: it was never meant. */
    @AfterEach
    void release() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        List<Integer> mine;
        do {
            mine = api.get("/admin/api/jobs?status=pending&limit=500")
                    .jsonPath()
                    .getList("jobs.id");
            mine.forEach(id -> api.request().post("/admin/api/jobs/" + id + "/cancel"));
        } while (!mine.isEmpty());
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    @Test
    void noRequestIsAFaultOfOurs() {
        List<Operation> operations = OpenApi.read().operations();
        assertThat(operations).hasSizeGreaterThan(8);
        int executions = Math.max(operations.size() * 10, Fuzz.executions() / 5);
        int refused = 0;
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < executions && faults.size() < MOST_FAULTS; i++) {
            Operation operation = operations.get(i % operations.size());
            String target = targetFor(operation);
            byte[] request = requestFor(operation, target);
            Answer answer = RawHttp.send(request);
            try {
                check(operation, target, answer);
            } catch (AssertionError e) {
                faults.add(RawHttp.shown(request) + "\n" + e.getMessage());
            }
            refused += answer.status() >= 400 ? 1 : 0;
            if (operation.path().endsWith("/resume")) {
                holdTheProcessor();
            }
        }
        assertThat(faults).isEmpty();
        System.out.printf("fuzz %-24s %d executions, %d refused%n", "API", executions, refused);
        assertThat(refused).as("some get through").isBetween(1, executions - 1);
    }

    private static void check(Operation operation, String target, Answer answer) {
        String what = "%s%n%d %s".formatted(operation, answer.status(), answer.body());
        assertThat(answer.status()).as(what).isBetween(200, 499);
        assertThat(answer.body())
                .as(what)
                .doesNotContain("Exception")
                .doesNotContain("\\tat ")
                .doesNotContain("java.")
                .doesNotContain("org.tfmirror")
                .doesNotContain("io.quarkus");
        // What is not even a URL is the HTTP server's to refuse, and it has no words.
        boolean wordless = answer.status() == 400 && answer.body().isEmpty() && !isUrl(target);
        if (answer.status() >= 400 && !wordless && operation.path().startsWith("/admin/")) {
            assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
            assertThat(answer.body()).as(what).contains("\"code\":\"");
        }
    }

    private static boolean isUrl(String target) {
        try {
            return new URI(target).toASCIIString().equals(target);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private String targetFor(Operation operation) {
        String path = operation.path();
        while (path.contains("{")) {
            path = path.replaceFirst("\\{[^}]*}", Matcher.quoteReplacement(one(SEGMENTS)));
        }
        return path + queryFor(operation);
    }

    private byte[] requestFor(Operation operation, String target) {
        String method =
                random.nextInt(30) == 0 ? one(List.of("GET", "POST", "PUT", "DELETE", "PATCH")) : operation.method();
        byte[] body = bodyFor(operation);
        StringBuilder headers = new StringBuilder();
        header(headers, "Authorization", "Bearer " + (random.nextInt(20) == 0 ? one(WORDS) : token));
        if (body.length > 0 || random.nextInt(4) == 0) {
            header(headers, "Content-Type", random.nextInt(3) > 0 ? "application/json" : one(TYPES));
        }
        if (random.nextInt(6) == 0) {
            header(headers, "Accept", one(TYPES));
        }
        if (random.nextInt(6) == 0) {
            header(headers, "Content-Encoding", one(List.of("gzip", "identity", "br", "x")));
        }
        if (random.nextInt(4) == 0) {
            header(headers, "Idempotency-Key", one(WORDS));
        }
        if (random.nextInt(8) == 0) {
            header(
                    headers,
                    one(List.of("Range", "If-None-Match", "Accept-Language", "Accept-Charset", "Cookie")),
                    one(WORDS));
        }
        if (body.length > 0) {
            header(headers, "Content-Length", "" + body.length);
        }
        return RawHttp.request(method, target, headers.toString(), body);
    }

    private String queryFor(Operation operation) {
        List<String> names = new ArrayList<>(List.of("x", "limit", "after"));
        for (JsonNode parameter : operation.description().path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        StringBuilder query = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            String value = random.nextBoolean() ? one(SEGMENTS) : URLEncoder.encode(one(WORDS), StandardCharsets.UTF_8);
            query.append(query.isEmpty() ? '?' : '&')
                    .append(one(names))
                    .append(random.nextInt(9) == 0 ? "" : "=" + value);
        }
        return query.toString();
    }

    private byte[] bodyFor(Operation operation) {
        boolean wanted = operation.description().has("requestBody");
        if (random.nextInt(wanted ? 12 : 3) != 0 != wanted) {
            return new byte[0];
        }
        String text = switch (random.nextInt(8)) {
            case 0 -> one(BODIES);
            case 1 -> one(WORDS);
            case 2 -> one(BODIES).substring(random.nextInt(10));
            case 3 ->
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
                        .formatted(one(WORDS), one(WORDS));
            case 4 -> "[".repeat(random.nextInt(20_000));
            default -> json.next(BODIES);
        };
        Charset charset = one(List.of("UTF-8", "UTF-8", "UTF-8", "ISO-8859-1", "UTF-16", "UTF-32BE"))
                .transform(Charset::forName);
        byte[] body = text.getBytes(charset);
        if (body.length > 0 && random.nextInt(10) == 0) {
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return body;
    }

    /** A value that is one line: anything else would be another request. */
    private static void header(StringBuilder lines, String name, String value) {
        lines.append(name)
                .append(": ")
                .append(value.replaceAll("[\\r\\n\\x00]", "?").replaceAll("[^\\x01-\\xff]", "?"))
                .append("\r\n");
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
