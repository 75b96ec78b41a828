package org.tfmirror.origin.client;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.tfmirror.origin.OriginConfig;

/** The configuration as the application would read it, from settings written without their prefix. */
public final class TestConfig {

    private TestConfig() {}

    public static OriginConfig of(Map<String, String> settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OriginConfig.class);
        settings.forEach((key, value) -> builder.withDefaultValue("tfmirror.origin." + key, value));
        SmallRyeConfig config = builder.build();
        return config.getConfigMapping(OriginConfig.class);
    }
}
