package org.tfmirror.policy;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Whose packages may come because a client asks for them. */
@ConfigMapping(prefix = "tfmirror.on-demand")
public interface OnDemandConfig {

    /** Patterns {@code hostname/namespace/type}, of which {@code *} stands for any part; none: nothing comes on demand. */
    Optional<List<String>> allow();

    /** As {@link #allow}: what never comes on demand, whatever is allowed. */
    Optional<List<String>> deny();
}
