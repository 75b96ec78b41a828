package org.tfmirror.admin.subscription;

import java.util.List;
import org.tfmirror.command.subscription.SubscriptionCommands.Loaded;

/** What a file has changed, by the names of subscriptions. */
public record LoadedView(List<String> created, List<String> changed, int unchanged) {

    static LoadedView of(Loaded loaded) {
        return new LoadedView(loaded.created(), loaded.changed(), loaded.unchanged());
    }
}
