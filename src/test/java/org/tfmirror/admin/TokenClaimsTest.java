package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which claims are taken, where the configuration names others than usual. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TokenClaimsTest {

    private static TokenClaims configured(String principal, String... rolePaths) {
        return new TokenClaims(Optional.of(principal), Optional.of(List.of(rolePaths)), Optional.empty());
    }

    @Test
    void the_configured_name_is_looked_at_first() {
        TokenClaims claims = configured("email", "groups");

        assertThat(claims.faultOf(Map.of("email", "alice@example.com"))).isNull();
        assertThat(claims.faultOf(Map.of("email", 7, "sub", "alice"))).startsWith("email is not a name");
        assertThat(claims.faultOf(Map.of("name", "alice"))).isEqualTo("no claim names the caller");
    }

    @Test
    void the_configured_roles_are_looked_at_alone() {
        TokenClaims claims = configured("sub", " app/roles ", "\"https://example.com/roles\"/mirror");

        assertThat(claims.faultOf(Map.of("sub", "alice", "groups", 7))).isNull();
        assertThat(claims.faultOf(Map.of("sub", "alice", "app", Map.of("roles", "admin viewer"))))
                .isNull();
        assertThat(claims.faultOf(Map.of("sub", "alice", "app", "admin")))
                .isEqualTo("app/roles is not a list of strings");
        assertThat(claims.faultOf(Map.of("sub", "alice", "https://example.com/roles", Map.of("mirror", List.of(7)))))
                .isEqualTo("https://example.com/roles/mirror is not a list of strings");
    }

    @Test
    void the_roles_of_our_own_client_are_looked_at() {
        TokenClaims claims = new TokenClaims(Optional.empty(), Optional.empty(), Optional.of("tf/mirror"));

        assertThat(claims.faultOf(Map.of("sub", "a", "resource_access", Map.of("tf/mirror", Map.of("roles", 7)))))
                .isEqualTo("resource_access/tf/mirror/roles is not a list of strings");
        assertThat(claims.faultOf(Map.of("sub", "a", "resource_access", Map.of("other", 7))))
                .isNull();
    }
}
