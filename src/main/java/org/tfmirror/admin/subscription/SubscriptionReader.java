package org.tfmirror.admin.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.Page;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionHistory;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionTable;

/** Reads subscriptions as the API shows them. */
@ApplicationScoped
class SubscriptionReader {

    private static final int RUNS = 20;

    private final SubscriptionTable table;
    private final SubscriptionHistory history;

    SubscriptionReader(SubscriptionTable table, SubscriptionHistory history) {
        this.table = table;
        this.history = history;
    }

    /** One with its last runs. */
    @Transactional(rollbackOn = SQLException.class)
    SubscriptionView find(SubscriptionName name) throws SQLException {
        Subscription found = table.find(name).orElseThrow(() -> CommandRefusedException.unknownSubscription(name));
        return SubscriptionView.of(found, history.of(name, RUNS));
    }

    @Transactional(rollbackOn = SQLException.class)
    SubscriptionPage page(@Nullable SubscriptionName after, int limit) throws SQLException {
        Page<Subscription> page =
                Page.of(table.list(after, limit + 1), limit, each -> each.name().value());
        return new SubscriptionPage(
                page.rows().stream()
                        .map(each -> SubscriptionView.of(each, null))
                        .toList(),
                page.next());
    }
}
