package org.tfmirror.console.upkeep;

import static org.tfmirror.console.upkeep.SubscribeForm.orEmpty;

import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** What either form of subscriptions sends; that of the other is absent. */
public class SentSubscription {

    @RestForm("form_token")
    @Nullable
    String token;

    @RestForm
    @Nullable
    String known;

    @RestForm
    @Nullable
    String name;

    @RestForm
    @Nullable
    String every;

    @RestForm
    @Nullable
    String cron;

    @RestForm("time_zone")
    @Nullable
    String timeZone;

    @RestForm
    @Nullable
    String providers;

    @RestForm
    @Nullable
    String platforms;

    @RestForm
    @Nullable
    String newest;

    @RestForm
    @Nullable
    String text;

    SubscribeForm form() {
        SubscribeForm.Fields fields = name == null
                ? SubscribeForm.empty().fields()
                : new SubscribeForm.Fields(
                        name,
                        orEmpty(every),
                        orEmpty(cron),
                        orEmpty(timeZone),
                        orEmpty(providers),
                        orEmpty(platforms),
                        orEmpty(newest));
        boolean fits = text == null || orEmpty(known).isEmpty();
        return new SubscribeForm(orEmpty(known), fields, fits, orEmpty(text), List.of(), List.of(), false);
    }
}
