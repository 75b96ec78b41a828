package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.HostilePackage.quoted;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.local.Fault;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.StackSql;

/** An origin that is hostile to a client's own request: it gets no checksum in, and nothing is said to be missing unproved. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class HostileDemandTest {

    private static final AtomicInteger TYPES = new AtomicInteger();

    /** Makes a package hostile. */
    private interface Attack {
        HostilePackage on(HostilePackage sound);
    }

    /**
     * A line of the list.
     *
     * @param status of the version's document
     */
    private record Row(String name, int status, Attack attack) {
        @Override
        public String toString() {
            return name + ": " + status;
        }
    }

    static Stream<Row> rows() {
        SigningKeys author = SigningKeys.ed25519();
        return Stream.of(
                new Row("nothing hostile at all", 200, p -> p),
                new Row("another author, rightly signed", 200, p -> p.signedBy(author)),
                new Row("503 for metadata", 503, p -> p.onMetadata(Fault.status(503))),
                new Row("500 for metadata", 503, p -> p.onMetadata(Fault.status(500))),
                new Row("metadata cut short", 503, p -> p.onMetadata(Fault.cutBodyAfter(10))),
                new Row("no metadata", 404, p -> p.onMetadata(Fault.status(404))),
                new Row("HTML", 404, p -> p.onMetadata(Fault.answer(200, "text/html", "<html>"))),
                new Row("another os", 404, p -> p.telling("os", "\"windows\"")),
                new Row("no shasum", 404, p -> p.telling("shasum", "")),
                new Row("a shasum that is not in the list", 404, p -> p.telling("shasum", quoted("0".repeat(64)))),
                new Row("checksums at loopback", 404, p -> p.telling("shasums_url", "\"https://127.0.0.1/x\"")),
                new Row("a signature behind a file", 404, p -> p.onSignature(Fault.redirect("file:///x"))),
                new Row("a signature by a stranger", 404, p -> p.onSignature(Fault.body(author.sign(p.shasums())))),
                new Row("an altered signature", 404, p -> p.onSignature(Fault.wrongSignature())),
                new Row(
                        "checksums altered after they were signed",
                        404,
                        p -> p.onShasums(Fault.rewritten(s -> s + "\n"))),
                new Row(
                        "a revoked key",
                        404,
                        p -> p.signedBy(SigningKeys.ed25519().revoked())),
                new Row("no keys", 404, p -> p.telling("signing_keys", "{\"gpg_public_keys\":[]}")),
                new Row("a list in HTML", 503, p -> p.onVersions(Fault.answer(200, "text/html", "<html>"))),
                new Row(
                        "a list over the limit",
                        503,
                        p -> p.onVersions(Fault.rewritten(s -> s + " ".repeat(5 << 20)))));
    }

    @AfterEach
    void noFaults() {
        MirrorStackResource.stack().registry().faults().clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aHostileOriginGetsNoChecksumIn(Row row) {
        HostilePackage hostile =
                row.attack.on(new HostilePackage(MirrorStackResource.ON_DEMAND, "demanded" + TYPES.incrementAndGet()));
        String type = hostile.published.provider().type();

        Response document = given().get("/v1/providers/" + hostile.published.provider() + "/1.0.0.json");

        assertThat(document.statusCode()).as(document.asString()).isEqualTo(row.status);
        assertThat(document.contentType()).isEqualTo("application/json");
        if (row.status == 200) {
            Map<String, Map<String, Object>> archives = document.jsonPath().getMap("archives");
            assertThat(archives)
                    .hasSize(1)
                    .allSatisfy((platform, archive) ->
                            assertThat(archive.get("hashes")).asString().contains("zh:"));
        } else {
            assertThat(StackSql.number("select count(*) from evidence where type = ?", type))
                    .isZero();
        }
        String face = "/v1/registry/%s/providers/%s/%s/1.0.0/download/linux/amd64"
                .formatted(
                        hostile.published.provider().hostname(),
                        hostile.published.provider().namespace(),
                        type);
        assertThat(given().get(face).statusCode()).as("the other door").isEqualTo(row.status);
        assertThat(document.header("Retry-After")).isEqualTo(row.status == 503 ? "5" : null);
        assertThat(document.asString()).doesNotContain("Exception").doesNotContain("org.");
    }
}
