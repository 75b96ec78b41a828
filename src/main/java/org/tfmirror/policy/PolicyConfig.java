package org.tfmirror.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Configures which versions may come. */
@ConfigMapping(prefix = "tfmirror.policy")
public interface PolicyConfig {

    /**
     * How old a version must be before it comes, such as {@code 7d}; or several, each {@code pattern=age}, of which the
     * first one counts whose pattern matches the provider, and an age alone matches all: {@code
     * registry.terraform.io/hashicorp/*=1d,7d}. 0: versions come at once.
     */
    @WithDefault("0")
    List<String> minimumAge();
}
