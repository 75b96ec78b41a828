package org.tfmirror.origin.client;

import java.time.Duration;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.provider.DurationText;

/** Refuses values that cannot work, at the start and by the key's name. */
final class ConfigChecks {

    private ConfigChecks() {}

    static void check(OriginConfig config) {
        positive("connect-timeout", config.connectTimeout());
        positive("response-timeout", config.responseTimeout());
        positive("stall-timeout", config.stallTimeout());
        atLeast("max-document-size", 1, config.maxDocumentSize().asLongValue());
        atLeast("max-archive-size", 1, config.maxArchiveSize().asLongValue());
        atLeast("max-redirects", 0, config.maxRedirects());
        atLeast("max-connections-per-host", 1, config.maxConnectionsPerHost());
    }

    private static void positive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "tfmirror.origin." + key + ": must be longer than 0, is " + DurationText.of(value));
        }
    }

    private static void atLeast(String key, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "tfmirror.origin." + key + ": must be at least " + least + ", is " + value);
        }
    }
}
