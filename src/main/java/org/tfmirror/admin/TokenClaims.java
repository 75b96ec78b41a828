package org.tfmirror.admin;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.TenantFeature;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;
import org.jspecify.annotations.Nullable;

/**
 * Refuses tokens whose claims are not what the application takes them for: a name is a text that the database can hold,
 * roles are texts, and the token is none that was made for something else. The extension asks this after the signature
 * and before anything reads a claim, so that no later reader meets another type.
 */
@Singleton
@Unremovable
@TenantFeature("Default")
class TokenClaims implements Validator {

    private static final Logger LOG = Logger.getLogger(TokenClaims.class);

    /** What the extension takes the caller's name from, the first that is there. */
    private static final List<String> NAMES = List.of("upn", "preferred_username", "sub");

    /** As long as the audit writes it down whole. */
    private static final int MAX_NAME = 300;

    /** {@code typ} of Keycloak's tokens that are no access tokens; other issuers set no {@code typ}. */
    private static final Set<String> OTHER_TOKENS = Set.of("ID", "Refresh", "Offline", "Logout");

    /** A slash between quotes divides nothing. */
    private static final Pattern PATH_STEP = Pattern.compile("(?:\"[^\"]*\"|[^/\"])+");

    private final List<String> names;
    private final List<List<String>> rolePaths;

    TokenClaims(
            @ConfigProperty(name = "quarkus.oidc.token.principal-claim") Optional<String> principalClaim,
            @ConfigProperty(name = "quarkus.oidc.roles.role-claim-path") Optional<List<String>> rolePaths,
            @ConfigProperty(name = "quarkus.oidc.client-id") Optional<String> clientId) {
        this.names = Stream.concat(principalClaim.stream(), NAMES.stream()).toList();
        this.rolePaths = rolePaths
                .orElseGet(() -> Stream.concat(
                                Stream.of("groups", "realm_access/roles"),
                                clientId.map(each -> "resource_access/\"" + each + "\"/roles").stream())
                        .toList())
                .stream()
                .map(TokenClaims::steps)
                .toList();
    }

    @Override
    public @Nullable String validate(JwtContext token) {
        String fault = faultOf(token.getJwtClaims().getClaimsMap(), otherTokens());
        if (fault != null) {
            LOG.infof("signed token refused reason=%s", fault);
        }
        return fault;
    }

    /** The {@code typ} of those that are not taken. */
    Set<String> otherTokens() {
        return OTHER_TOKENS;
    }

    /** Why claims cannot be taken; null where they can. Names of claims are the configuration's, values are not told. */
    @Nullable
    String faultOf(Map<String, ?> claims) {
        return faultOf(claims, OTHER_TOKENS);
    }

    private @Nullable String faultOf(Map<String, ?> claims, Set<String> otherTokens) {
        Object type = claims.get("typ");
        if (type != null && !(type instanceof String)) {
            return "typ is not a string";
        }
        if (type instanceof String name && otherTokens.contains(name)) {
            return "typ names another kind than an access token";
        }
        if (names.stream().allMatch(each -> claims.get(each) == null)) {
            return "no claim names the caller";
        }
        for (String each : names) {
            if (claims.get(each) != null && !isName(claims.get(each))) {
                return each + " is not a name of 1 to " + MAX_NAME + " characters";
            }
        }
        for (List<String> path : rolePaths) {
            if (!holdsTexts(claims, path)) {
                return String.join("/", path) + " is not a list of strings";
            }
        }
        return null;
    }

    /** Nothing that a database or a log line cannot hold: no control character, no half of a surrogate pair. */
    private static boolean isName(@Nullable Object value) {
        return value instanceof String name
                && !name.isBlank()
                && name.length() <= MAX_NAME
                && name.codePoints()
                        .noneMatch(
                                each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE);
    }

    /** Whether what is at the end of a path is absent, a string, or a list of strings, and what leads there objects. */
    private static boolean holdsTexts(@Nullable Object value, List<String> path) {
        if (value == null) {
            return true;
        }
        if (!path.isEmpty()) {
            return value instanceof Map<?, ?> object
                    && holdsTexts(object.get(path.get(0)), path.subList(1, path.size()));
        }
        return value instanceof String
                || (value instanceof Collection<?> list && list.stream().allMatch(String.class::isInstance));
    }

    private static List<String> steps(String path) {
        return PATH_STEP
                .matcher(path.trim())
                .results()
                .map(step -> step.group().replace("\"", ""))
                .toList();
    }
}
