package org.tfmirror.subscription;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;

/**
 * The times of a cron expression on the clocks of a time zone. A time that is skipped as the clock is put forward comes as
 * much later as the clock was put: 02:30 at 03:30. A time that comes twice as the clock is put back counts once, the first
 * time. So an expression that names one time a day has one run on each day.
 */
record LocalTimes(CronExpression expression, ZoneId zone) {

    Instant next(Instant after) {
        LocalDateTime local = start(after);
        while (true) {
            local = expression.after(local).orElseThrow();
            Instant time = ZonedDateTime.ofLocal(local, zone, null).toInstant();
            if (time.isAfter(after)) {
                return time;
            }
        }
    }

    /** The time on the clock; shortly after it was put forward the time before that, for skipped times are still to come. */
    private LocalDateTime start(Instant after) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        ZoneOffsetTransition last = zone.getRules().previousTransition(after.plusNanos(1));
        boolean skippedAreToCome =
                last != null && last.isGap() && after.isBefore(last.getInstant().plus(last.getDuration()));
        return skippedAreToCome ? last.getDateTimeBefore().minusMinutes(1) : local;
    }
}
