package org.tfmirror.registry;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as the application would read it, from settings written without their prefix. */
final class TestConfig {

    private TestConfig() {}

    static RegistryConfig of(Map<String, String> settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(RegistryConfig.class);
        settings.forEach((key, value) -> builder.withDefaultValue("tfmirror.registry." + key, value));
        SmallRyeConfig config = builder.build();
        return config.getConfigMapping(RegistryConfig.class);
    }
}
