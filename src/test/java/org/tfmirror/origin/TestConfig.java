package org.tfmirror.origin;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as the application would read it, from settings written without their prefix. */
final class TestConfig {

    private TestConfig() {}

    static OriginConfig of(Map<String, String> settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OriginConfig.class);
        settings.forEach((key, value) -> builder.withDefaultValue("tfmirror.origin." + key, value));
        SmallRyeConfig config = builder.build();
        return config.getConfigMapping(OriginConfig.class);
    }
}
