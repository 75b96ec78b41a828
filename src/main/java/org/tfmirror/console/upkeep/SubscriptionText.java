package org.tfmirror.console.upkeep;

import java.util.List;
import java.util.stream.Collectors;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.SubscriptionSpec;

/** Writes a subscription as a file of subscriptions has it. */
final class SubscriptionText {

    private SubscriptionText() {}

    static String of(SubscriptionSpec spec) {
        StringBuilder text = new StringBuilder("subscription ")
                .append(quoted(spec.name().value()))
                .append(" {\n")
                .append(of(spec.schedule()));
        spec.selections().forEach(each -> text.append('\n').append(of(each)));
        return text.append("}\n").toString();
    }

    private static String of(Schedule schedule) {
        if (schedule instanceof Schedule.Cron cron) {
            return "  cron      = %s\n  time_zone = %s\n"
                    .formatted(
                            quoted(cron.expression().toString()),
                            quoted(cron.zone().getId()));
        }
        return "  every = %s\n".formatted(quoted(schedule.toString()));
    }

    private static String of(Selection selection) {
        NewestOf.Limit limit = selection.limit();
        String newest = limit == null
                ? ""
                : "    %s = %d\n".formatted(limit.perMinor() ? "newest_per_minor" : "newest", limit.count());
        return "  provider %s {\n    versions = %s\n    platforms = %s\n%s  }\n"
                .formatted(
                        quoted(selection.provider().toString()),
                        list(selection.versions()),
                        list(selection.platforms()),
                        newest);
    }

    private static String list(List<?> values) {
        return values.stream().map(each -> quoted(each.toString())).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Names, versions and schedules contain no characters that need escapes inside quotes. */
    private static String quoted(String value) {
        return '"' + value + '"';
    }
}
