package org.tfmirror.guide;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The address of this mirror for clients. */
@ConfigMapping(prefix = "tfmirror")
public interface SetupConfig {

    /** The base URL that clients reach, {@code https:}; what a request says of it is nothing to rely on. */
    Optional<URI> publicUrl();
}
