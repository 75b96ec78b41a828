package org.tfmirror.submission;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.test.TestJobLimits;

/** Parsers for tests of other packages. */
public final class FileParsers {

    private FileParsers() {}

    public static SubscriptionFileParser subscriptions() {
        OriginConfig origins = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OriginConfig.class)
                .build()
                .getConfigMapping(OriginConfig.class);
        return new SubscriptionFileParser(
                new SubscriptionParser(new JobRequestParser(origins, new TestJobLimits(5_000, 100))));
    }
}
