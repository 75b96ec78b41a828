package org.tfmirror.subscription;

import java.util.List;
import java.util.stream.Stream;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.VersionSelector;

/** Subscriptions for tests. */
public final class Samples {

    private Samples() {}

    public static SubscriptionSpec every(String name, String interval, Selection... selections) {
        return new SubscriptionSpec(new SubscriptionName(name), Schedule.Every.parse(interval), List.of(selections));
    }

    public static Selection selection(String source, String versions, String... platforms) {
        return new Selection(
                ProviderAddress.parse(source),
                List.of(VersionSelector.parse(versions)),
                Stream.of(platforms).map(Platform::parse).toList(),
                null);
    }
}
