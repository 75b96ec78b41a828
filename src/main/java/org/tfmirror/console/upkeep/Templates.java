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

    /**
     * @param next the address of the following page; null on the last
     * @param canSign whether there is a key to sign with
     */
    static native TemplateInstance bundles(
            Frame frame, List<BundleRow> bundles, @Nullable String next, boolean canSign);

    static native TemplateInstance bundle(Frame frame, BundleDetails details);

    /**
     * @param canSign whether there is a key to sign with
     * @param partSize how large a part becomes where nothing is entered
     */
    static native TemplateInstance export(Frame frame, ExportForm form, boolean canSign, String partSize);

    static native TemplateInstance carryIn(Frame frame, ImportForm form);

    static native TemplateInstance subscribe(Frame frame, SubscribeForm form);
}
