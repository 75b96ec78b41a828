package org.tfmirror.subscription;

import java.util.List;
import java.util.Objects;

/**
 * The content of a subscription: the providers to keep current, and when.
 *
 * @param selections at least one
 */
public record SubscriptionSpec(SubscriptionName name, Schedule schedule, List<Selection> selections) {

    public SubscriptionSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(schedule);
        selections = List.copyOf(selections);
        if (selections.isEmpty()) {
            throw new IllegalArgumentException("a provider is missing in subscription " + name);
        }
    }

    /** The same for the same subscription, and for no other. */
    public String canonicalText() {
        return name + " " + schedule + " " + selections;
    }
}
