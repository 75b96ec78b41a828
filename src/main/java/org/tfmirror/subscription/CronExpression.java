package org.tfmirror.subscription;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.tfmirror.provider.InvalidNameException;

/**
 * Five fields as in <a href="https://man7.org/linux/man-pages/man5/crontab.5.html">crontab(5)</a>: minute, hour, day of the
 * month, month, day of the week. Immutable.
 */
public final class CronExpression {

    private static final int LENGTH = 200;

    /** Any day: whether there is a time at all is asked from here on. */
    private static final LocalDateTime SOME_DAY = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final String text;
    private final ExecutionTime times;

    private CronExpression(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /** @throws InvalidNameException where it is no expression, or one whose time never comes */
    public static CronExpression parse(String text) {
        if (text.length() > LENGTH) {
            throw new InvalidNameException(text, "a cron expression has at most " + LENGTH + " characters");
        }
        ExecutionTime times;
        try {
            Cron cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                    .parse(text)
                    .validate();
            times = ExecutionTime.forCron(cron);
        } catch (IllegalArgumentException e) {
            throw new InvalidNameException(
                    text,
                    "not a cron expression of minute, hour, day of the month, month and day of the week, such as"
                            + " \"0 3 * * MON-FRI\"");
        }
        CronExpression expression = new CronExpression(text.strip().replaceAll("\\s+", " "), times);
        if (expression.after(SOME_DAY).isEmpty()) {
            throw new InvalidNameException(text, "this time never comes");
        }
        return expression;
    }

    /** The next time on a clock that is never put forward or back; empty where there is none. */
    Optional<LocalDateTime> after(LocalDateTime time) {
        return times.nextExecution(time.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronExpression expression && expression.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
