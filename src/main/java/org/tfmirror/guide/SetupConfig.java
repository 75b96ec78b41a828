package org.tfmirror.guide;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where clients find this mirror. */
@ConfigMapping(prefix = "tfmirror")
public interface SetupConfig {

    /** The base URL that clients reach, {@code https:}; what a request says of it is nothing to rely on. */
    Optional<URI> publicUrl();
}
