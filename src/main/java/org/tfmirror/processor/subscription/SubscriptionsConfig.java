package org.tfmirror.processor.subscription;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configures subscriptions in this replica. */
@ConfigMapping(prefix = "tfmirror.subscriptions")
public interface SubscriptionsConfig {

    /** A file of subscriptions, applied at start and when it changes; none: those of the admin API only. */
    Optional<Path> file();

    /** How often it is looked for due subscriptions and for changes of the file. */
    @WithDefault("10s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration pollingInterval();
}
