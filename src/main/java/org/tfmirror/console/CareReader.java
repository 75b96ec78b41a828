package org.tfmirror.console;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.catalog.view.CatalogOverview.State;
import org.tfmirror.console.Overview.Figure;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.subscription.SubscriptionTable;

/** Counts what needs an operator's attention. Thread-safe. */
@Singleton
class CareReader {

    private final HoldTable holds;
    private final SubscriptionTable subscriptions;
    private final CatalogOverview catalog;

    CareReader(HoldTable holds, SubscriptionTable subscriptions, CatalogOverview catalog) {
        this.holds = holds;
        this.subscriptions = subscriptions;
        this.catalog = catalog;
    }

    List<Figure> read() throws SQLException {
        SubscriptionTable.Counts counts = subscriptions.counts();
        Map<State, Long> states = catalog.states();
        return List.of(
                figure(holds.waiting(), "version", "held", "/console/holds?status=held", "wait"),
                figure(counts.failing(), "subscription", "failing", "/console/subscriptions?state=failing", "bad"),
                figure(counts.behind(), "subscription", "behind", "/console/subscriptions?state=behind", "wait"),
                figure(states, State.UNTRUSTED, "untrusted", "bad"),
                figure(states, State.UNPROVEN, "without evidence", "wait"));
    }

    private static Figure figure(Map<State, Long> states, State state, String how, String style) {
        long count = states.getOrDefault(state, 0L);
        return figure(count, "package", how, "/console/packages?state=" + state.wireName(), style);
    }

    private static Figure figure(long count, String noun, String how, String link, String style) {
        return new Figure(Amounts.number(count), Amounts.noun(count, noun) + " " + how, link, count == 0 ? "" : style);
    }
}
