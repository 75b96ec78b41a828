package org.tfmirror.delivery.access;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/** Puts the access together from the configuration, or refuses the start. */
@Singleton
class AccessBeans {

    @Produces
    @Singleton
    @Startup
    MirrorAccessPolicy access(MirrorAccessConfig config, Clock clock) {
        return switch (config.access()) {
            case PUBLIC -> new MirrorAccessPolicy.Public();
            case TOKEN -> new MirrorAccessPolicy.Token(tokens(config), signer(config, clock));
        };
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
