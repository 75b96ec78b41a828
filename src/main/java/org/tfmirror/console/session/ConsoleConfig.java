package org.tfmirror.console.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Configures the console; without a client there is none. */
@ConfigMapping(prefix = "tfmirror.console")
public interface ConsoleConfig {

    /** The OpenID Connect client that people log in with; absent: there is no console. */
    Optional<String> clientId();

    /** The client's secret; absent for a public client, which PKCE protects. */
    Optional<String> clientSecret();

    /** What sessions are encrypted with, at least 32 characters, the same for all replicas. */
    Optional<String> sessionSecret();

    /** How long a session lives on without a request, behind the end of its tokens. */
    @WithDefault("30m")
    Duration idleTimeout();
}
