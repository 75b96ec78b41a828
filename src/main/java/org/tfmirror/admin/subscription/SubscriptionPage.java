package org.tfmirror.admin.subscription;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some subscriptions in the order of their names.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record SubscriptionPage(
        List<SubscriptionView> subscriptions, @Nullable String next) {}
