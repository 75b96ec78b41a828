package org.tfmirror.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tfmirror.provider.DurationText;
import org.tfmirror.provider.InvalidNameException;

/** When a subscription runs. */
public sealed interface Schedule {

    /** The first time after this one; missed times are not made up for. */
    Instant next(Instant after, SubscriptionName name);

    /** When the first run of a new subscription is due. */
    Instant first(Instant now, SubscriptionName name);

    /** The next times, the nearest first. */
    default List<Instant> next(int count, Instant after, SubscriptionName name) {
        List<Instant> times = new ArrayList<>();
        Instant last = after;
        for (int i = 0; i < count; i++) {
            last = next(last, name);
            times.add(last);
        }
        return times;
    }

    /**
     * In equal intervals of elapsed time, independent of time zones; the name decides where in the interval. The first
     * run is due at once.
     */
    record Every(Duration interval) implements Schedule {

        private static final Duration SHORTEST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(366);

        /** @throws InvalidNameException where the interval is too short or too long */
        public Every {
            if (interval.compareTo(SHORTEST) < 0
                    || interval.compareTo(LONGEST) > 0
                    || !interval.equals(Duration.ofSeconds(interval.toSeconds()))) {
                throw new InvalidNameException(
                        DurationText.of(interval), "an interval is whole seconds, from 1m to 366d");
            }
        }

        /** @throws InvalidNameException where it is no interval */
        public static Every parse(String text) {
            return new Every(Interval.parse(text));
        }

        @Override
        public Instant next(Instant after, SubscriptionName name) {
            long length = interval.toSeconds();
            long phase = name.shareOf(interval).toSeconds();
            long passed = Math.floorDiv(after.getEpochSecond() - phase, length);
            return Instant.ofEpochSecond((passed + 1) * length + phase);
        }

        @Override
        public Instant first(Instant now, SubscriptionName name) {
            return now;
        }

        @Override
        public String toString() {
            return DurationText.of(interval);
        }
    }

    /**
     * At the times of a cron expression in a time zone, and up to five minutes later, as the name decides.
     *
     * @param zone whose clock may be put forward or back: {@link LocalTimes}
     */
    record Cron(CronExpression expression, ZoneId zone) implements Schedule {

        private static final Duration JITTER = Duration.ofMinutes(5);

        public Cron {
            Objects.requireNonNull(expression);
            Objects.requireNonNull(zone);
        }

        @Override
        public Instant next(Instant after, SubscriptionName name) {
            Duration jitter = name.shareOf(JITTER);
            return new LocalTimes(expression, zone).next(after.minus(jitter)).plus(jitter);
        }

        @Override
        public Instant first(Instant now, SubscriptionName name) {
            return next(now, name);
        }

        @Override
        public String toString() {
            return expression + " " + zone;
        }
    }
}
