package org.tfmirror.console.upkeep;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame;

@CheckedTemplate(basePath = "console/upkeep")
final class Templates {

    private Templates() {}

    /**
     * @param status by which they are filtered; empty for all
     * @param next the address of the following page; null on the last
     */
    static native TemplateInstance holds(
            Frame frame, List<HoldRow> holds, List<Choice> statuses, String status, @Nullable String next);

    /**
     * @param state by which they are filtered; empty for all
     * @param next the address of the following page; null on the last
     */
    static native TemplateInstance subscriptions(
            Frame frame, List<SubscriptionRow> subscriptions, List<Choice> states, String state, @Nullable String next);

    static native TemplateInstance subscription(Frame frame, SubscriptionDetails details, PlanDetails plan);

    static native TemplateInstance subscribe(Frame frame, SubscribeForm form);
}
