package org.tfmirror.console.upkeep;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.web.Violation;

/**
 * The forms by which subscriptions are made and changed, with what was entered: fields for one, or a text for several.
 *
 * @param known the name of the one that is changed; empty for a new one
 * @param fitsFields whether the fields can say what the one that is changed wants
 * @param plans what each would bring; none before that was asked for
 * @param byText whether {@code plans} are those of the text
 */
public record SubscribeForm(
        String known,
        Fields fields,
        boolean fitsFields,
        String text,
        List<Violation> violations,
        List<Planned> plans,
        boolean byText) {

    /**
     * One subscription in fields.
     *
     * @param cron empty, where {@code every} says when it runs
     * @param newest how many versions each constraint brings at most; empty for all
     */
    public record Fields(
            String name,
            String every,
            String cron,
            String timeZone,
            String providers,
            String platforms,
            String newest) {}

    /** A subscription with what its first run would bring. */
    public record Planned(String name, PlanDetails plan) {}

    static SubscribeForm empty() {
        Fields fields = new Fields("", "6h", "", "", "", "linux_amd64", "");
        return new SubscribeForm("", fields, true, "", List.of(), List.of(), false);
    }

    static SubscribeForm of(SubscriptionSpec spec) {
        boolean fits = spec.selections().stream()
                                .map(SubscribeForm::inCommon)
                                .distinct()
                                .count()
                        == 1
                && spec.selections().stream().allMatch(SubscribeForm::fits);
        return new SubscribeForm(
                spec.name().value(), fieldsOf(spec), fits, SubscriptionText.of(spec), List.of(), List.of(), false);
    }

    /** Fields have platforms and a limit for all providers. */
    private static List<Object> inCommon(Selection selection) {
        NewestOf.Limit limit = selection.limit();
        return List.of(selection.platforms(), limit == null ? "" : limit);
    }

    /** A line of the fields has one constraint. */
    private static boolean fits(Selection selection) {
        NewestOf.Limit limit = selection.limit();
        return selection.versions().size() == 1 && (limit == null || !limit.perMinor());
    }

    private static Fields fieldsOf(SubscriptionSpec spec) {
        Selection first = spec.selections().get(0);
        NewestOf.Limit limit = first.limit();
        Schedule schedule = spec.schedule();
        return new Fields(
                spec.name().value(),
                schedule instanceof Schedule.Every ? schedule.toString() : "",
                schedule instanceof Schedule.Cron cron ? cron.expression().toString() : "",
                schedule instanceof Schedule.Cron cron ? cron.zone().getId() : "",
                spec.selections().stream()
                        .map(each -> each.provider() + " " + each.versions().get(0))
                        .collect(Collectors.joining("\n")),
                first.platforms().stream().map(Objects::toString).collect(Collectors.joining(", ")),
                limit == null ? "" : Integer.toString(limit.count()));
    }

    SubscribeForm with(List<Violation> wrong) {
        return new SubscribeForm(known, fields, fitsFields, text, wrong, plans, byText);
    }

    SubscribeForm with(List<Planned> shown, boolean ofText) {
        return new SubscribeForm(known, fields, fitsFields, text, violations, shown, ofText);
    }

    static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    public boolean previewed() {
        return !plans.isEmpty();
    }

    /** Whether a field is wrong, for screen readers. */
    public boolean wrong(String field) {
        return violations.stream().anyMatch(each -> each.field().startsWith(field));
    }
}
