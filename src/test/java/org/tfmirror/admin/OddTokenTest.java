package org.tfmirror.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import com.fasterxml.jackson.databind.node.NullNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.TokenIssuer;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** Tokens with a good signature whose claims are of odd shapes: an issuer's mistake is a 401, not a defect of ours. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OddTokenTest {

    /** Values that no name and no list of roles has. */
    private static final List<Object> ODD = List.of(
            123,
            -1,
            1.5,
            1e300,
            Long.MAX_VALUE,
            true,
            Map.of(),
            Map.of("roles", 7),
            Map.of("x", "an admin too"),
            List.of(1),
            List.of("admin", Map.of("b", 1)),
            List.of(List.of("admin")));

    private static final List<Object> ODD_NAMES = List.of(
            List.of(), List.of("alice"), "", " ", "a\u0000b", "a\nb", "\u007f", "a\ud800", "\udc00b", "x".repeat(301));

    /** Claims that something reads, or may. */
    private static final List<String> STANDARD = List.of(
            "sub",
            "upn",
            "preferred_username",
            "groups",
            "realm_access",
            "resource_access",
            "scope",
            "typ",
            "iss",
            "aud",
            "exp",
            "iat",
            "nbf",
            "jti",
            "azp");

    private final TokenIssuer issuer = MirrorStackResource.stack().issuer();

    private String admin(Map<String, ? extends @Nullable Object> changed) {
        return issuer.tokenWith("alice", Set.of("admin"), changed);
    }

    /** Reads, and writes to each table that has a name in it. */
    private static List<Response> calls(String token) {
        Map<String, Object> job = AdminApi.bodyOf(
                Packages.of(MirrorStackResource.stack().registry().hostname() + "/acme/none", "1.0.0", "linux_amd64"));
        return List.of(
                given().header("Authorization", "Bearer " + token).get("/admin/api/jobs?limit=1"),
                given().header("Authorization", "Bearer " + token).post("/admin/api/processor/resume"),
                given().header("Authorization", "Bearer " + token).delete("/admin/api/providers/999999999"),
                given().header("Authorization", "Bearer " + token)
                        .header("Idempotency-Key", "k".repeat(200))
                        .contentType("application/json")
                        .body(job)
                        .post("/admin/api/jobs"));
    }

    private static void assertRefused(String token) {
        long before = StackSql.number("select count(*) from audit_entry");
        for (Response answer : calls(token)) {
            assertProblem(answer, 401, "unauthorized");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(StackSql.number("select count(*) from audit_entry")).isEqualTo(before);
    }

    private static Map<String, @Nullable Object> claims(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            claims.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return claims;
    }

    @ParameterizedTest
    @ValueSource(strings = {"upn", "preferred_username", "sub"})
    void a_name_that_is_no_text_is_refused(String claim) {
        Stream.concat(ODD.stream(), ODD_NAMES.stream()).forEach(odd -> {
            assertRefused(admin(claims(claim, odd)));
            assertRefused(admin(claims("upn", null, "preferred_username", null, "sub", null, claim, odd)));
        });
    }

    @Test
    void a_token_that_names_nobody_is_refused() {
        assertRefused(admin(claims("upn", null, "preferred_username", null, "sub", null)));
        assertRefused(admin(claims("preferred_username", NullNode.getInstance(), "sub", NullNode.getInstance())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upn", "preferred_username", "sub"})
    void one_name_is_enough_in_any_script(String claim) {
        String name = "Ålíçé 爱丽丝 \uD83E\uDD8A";

        String token = admin(claims("upn", null, "preferred_username", null, "sub", null, claim, name));

        assertThat(calls(token)).extracting(Response::statusCode).containsExactly(200, 200, 404, 202);
        assertThat(StackSql.number("select count(*) from job where created_by = ?", name))
                .isPositive();
        StackSql.update("delete from job where created_by = ? and status <> 'running'", name);
    }

    /** As text, some of these hold the word {@code admin}. */
    @Test
    void roles_that_are_no_list_of_texts_are_refused() {
        for (Object odd : ODD) {
            assertRefused(admin(claims("groups", odd)));
            assertRefused(admin(claims("realm_access", Map.of("roles", odd))));
            assertRefused(admin(claims("groups", null, "realm_access", Map.of("roles", odd))));
        }
        for (Object odd : List.of("admin", 7, true, List.of("admin"))) {
            assertRefused(admin(claims("groups", null, "realm_access", odd)));
        }
    }

    static Stream<Map<String, @Nullable Object>> goodRoles() {
        return Stream.of(
                claims("groups", List.of("admin", "other")),
                claims("groups", "other admin"),
                claims("groups", null, "realm_access", Map.of("roles", List.of("admin"))),
                claims("realm_access", Map.of()),
                claims("realm_access", NullNode.getInstance()));
    }

    @ParameterizedTest
    @MethodSource("goodRoles")
    void roles_as_issuers_write_them_are_taken(Map<String, @Nullable Object> roles) {
        assertThat(calls(admin(roles)).get(0).statusCode()).isEqualTo(200);
    }

    @Test
    void a_token_made_for_something_else_is_refused() {
        for (Object type : List.of("ID", "Refresh", "Offline", "Logout", 7, true, List.of("ID"), Map.of())) {
            assertRefused(admin(claims("typ", type)));
        }
    }

    @Test
    void an_access_token_is_taken_with_and_without_its_type() {
        for (@Nullable Object type : Arrays.asList("Bearer", "JWT", "at+jwt", "", null, NullNode.getInstance())) {
            assertThat(calls(admin(claims("typ", type))).get(0).statusCode())
                    .as("typ %s", type)
                    .isEqualTo(200);
        }
    }

    @Test
    void no_shape_of_any_claim_is_a_defect() {
        List<Object> odd = new ArrayList<>(ODD);
        odd.addAll(ODD_NAMES);
        odd.addAll(List.of(":", " : ", "a::b", "admin", NullNode.getInstance()));
        for (String claim : STANDARD) {
            for (Object value : odd) {
                for (Response answer : calls(admin(claims(claim, value)))) {
                    assertThat(answer.statusCode()).as("%s = %s", claim, value).isIn(200, 202, 401, 403, 404, 422);
                }
            }
        }
        StackSql.update("delete from job where created_by = 'alice' and status <> 'running'");
    }

    @Test
    void what_is_no_set_of_claims_is_refused() {
        List<String> payloads =
                List.of("", "x", "[]", "null", "7", "\"x\"", "{", "{} {}", "{\"a\":".repeat(900), "[".repeat(2000));
        payloads.forEach(payload -> assertRefused(issuer.signedText(payload)));
    }
}
