package org.tfmirror.admin;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.TenantFeature;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Checks the claims of the console's sessions: the ID token of the provider names the caller. */
@Singleton
@Unremovable
@TenantFeature("console")
class SessionClaims extends TokenClaims {

    private static final Set<String> OTHER_TOKENS = Set.of("Refresh", "Offline", "Logout");

    SessionClaims(
            @ConfigProperty(name = "quarkus.oidc.token.principal-claim") Optional<String> principalClaim,
            @ConfigProperty(name = "quarkus.oidc.roles.role-claim-path") Optional<List<String>> rolePaths,
            @ConfigProperty(name = "tfmirror.console.client-id") Optional<String> clientId) {
        super(principalClaim, rolePaths, clientId);
    }

    @Override
    Set<String> otherTokens() {
        return OTHER_TOKENS;
    }
}
