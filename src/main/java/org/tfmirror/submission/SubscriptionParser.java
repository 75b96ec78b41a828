package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.subscription.CronExpression;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Turns a request into a subscription, or into all that is wrong with it. */
@Singleton
public class SubscriptionParser {

    private final JobRequestParser requests;

    SubscriptionParser(JobRequestParser requests) {
        this.requests = requests;
    }

    /** @throws InvalidRequestException naming every field that is wrong */
    public SubscriptionSpec parse(String name, @Nullable SubscriptionRequest request) {
        List<Violation> violations = new ArrayList<>();
        SubscriptionName parsedName = read("name", () -> new SubscriptionName(name), violations);
        if (request == null) {
            throw new InvalidRequestException("providers", "name at least one provider to keep current");
        }
        Schedule schedule = schedule(request, violations);
        List<Selection> selections = requests.selections(request.providers(), violations);
        if (!violations.isEmpty() || parsedName == null || schedule == null) {
            throw new InvalidRequestException(JobRequestParser.firstOf(violations));
        }
        return new SubscriptionSpec(parsedName, schedule, selections);
    }

    private static @Nullable Schedule schedule(SubscriptionRequest request, List<Violation> violations) {
        String every = request.every();
        String cron = request.cron();
        String zone = request.timeZone();
        if ((every == null) == (cron == null)) {
            violations.add(new Violation("every", "name it or cron: an interval such as 6h, or times"));
            return null;
        }
        if (every != null) {
            if (zone != null) {
                violations.add(new Violation("time_zone", "goes with cron only: an interval is the same everywhere"));
            }
            return read("every", () -> Schedule.Every.parse(every), violations);
        }
        CronExpression expression = read("cron", () -> CronExpression.parse(String.valueOf(cron)), violations);
        ZoneId timeZone = zone == null ? ZoneOffset.UTC : read("time_zone", () -> zone(zone), violations);
        return expression == null || timeZone == null ? null : new Schedule.Cron(expression, timeZone);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new InvalidNameException(text, "not a time zone such as Europe/Berlin or UTC");
        }
    }

    private static <T> @Nullable T read(String field, Supplier<T> parser, List<Violation> violations) {
        try {
            return parser.get();
        } catch (InvalidNameException e) {
            violations.add(new Violation(field, String.valueOf(e.getMessage())));
            return null;
        }
    }
}
