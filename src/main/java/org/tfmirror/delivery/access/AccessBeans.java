package org.tfmirror.delivery.access;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tfmirror.origin.http.OriginCredentials;

/** Puts the access together from the configuration, or refuses the start. */
@Singleton
class AccessBeans {

    @Produces
    @Singleton
    @Startup
    MirrorAccessPolicy access(MirrorAccessConfig config, OriginCredentials credentials, Clock clock) {
        return switch (config.access()) {
            case PUBLIC -> {
                requireNoLogin(credentials);
                yield new MirrorAccessPolicy.Public(guard(config, clock));
            }
            case TOKEN -> new MirrorAccessPolicy.Token(tokens(config), signer(config, clock));
        };
    }

    /** Packages that need a token at their origin never become public by an oversight. */
    private static void requireNoLogin(OriginCredentials credentials) {
        List<String> names = credentials.ofPrivateHosts();
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(
                    "tfmirror.mirror.access: is public, but there is a credential for an origin (%s): set it to token, or name the host in tfmirror.origin.public-hostnames"
                            .formatted(String.join(", ", names)));
        }
    }

    /**
     * Some packages may need a token from the time when there were credentials. Without both keys they are kept from
     * all.
     */
    private static Optional<MirrorAccessPolicy.Token> guard(MirrorAccessConfig config, Clock clock) {
        boolean configured = config.tokens().isPresent() && config.signingKey().isPresent();
        return configured
                ? Optional.of(new MirrorAccessPolicy.Token(tokens(config), signer(config, clock)))
                : Optional.empty();
    }

    private static MirrorTokens tokens(MirrorAccessConfig config) {
        return named("tokens", () -> new MirrorTokens(config.tokens().orElse(Set.of())));
    }

    private static UrlSigner signer(MirrorAccessConfig config, Clock clock) {
        return named("signing-key", () -> new UrlSigner(config.signingKey().orElse(""), config.urlValidity(), clock));
    }

    private static <T> T named(String key, Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tfmirror.mirror.%s: needed with tfmirror.mirror.access=token: %s".formatted(key, e.getMessage()),
                    e);
        }
    }
}
