package org.tfmirror.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.InvalidNameException;

class ScheduleTest {

    private static final SubscriptionName CORE = new SubscriptionName("core");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> local(String cron, String after, int count) {
        Instant last = LocalDateTime.parse(after).atZone(BERLIN).toInstant();
        LocalTimes times = new LocalTimes(CronExpression.parse(cron), BERLIN);
        List<String> local = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            last = times.next(last);
            local.add(last.atZone(BERLIN).toOffsetDateTime().toString());
        }
        return local;
    }

    @Test
    void anIntervalHasOneTimeInEachAndTheNameSaysWhich() {
        Schedule every = Schedule.Every.parse("6h");
        Instant now = Instant.parse("2026-05-01T10:00:00Z");

        List<Instant> times = every.next(3, now, CORE);

        assertThat(times.get(0)).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofHours(6)));
        assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(Duration.ofHours(6));
        assertThat(every.next(2, now.plusSeconds(1), CORE)).isEqualTo(times.subList(0, 2));
        assertThat(every.next(times.get(0), CORE)).isEqualTo(times.get(1));
    }

    @Test
    void namesSpreadOverTheWholeInterval() {
        Schedule every = Schedule.Every.parse("1h");
        Instant now = Instant.parse("2026-05-01T10:00:00Z");

        long quarters = IntStream.range(0, 200)
                .mapToObj(i -> every.next(now, new SubscriptionName("team-" + i)))
                .map(time -> Duration.between(now, time).toMinutes() / 15)
                .distinct()
                .count();

        assertThat(quarters).isEqualTo(4);
    }

    @Test
    void aCronComesUpToFiveMinutesLaterAlwaysAsMuch() {
        Schedule cron = new Schedule.Cron(CronExpression.parse("0 3 * * MON-FRI"), BERLIN);
        Instant friday = Instant.parse("2026-05-01T10:00:00Z");

        List<Instant> times = cron.next(2, friday, CORE);

        assertThat(times.get(0))
                .isBetween(Instant.parse("2026-05-04T01:00:00Z"), Instant.parse("2026-05-04T01:04:59Z"));
        assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(Duration.ofDays(1));
        assertThat(cron.next(times.get(0).minusMillis(1), CORE)).isEqualTo(times.get(0));
    }

    @Test
    void aTimeThatIsSkippedInSpringComesAsMuchLater() {
        assertThat(local("30 2 * * *", "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00");
        // Also for who begins to count in the hour after the skip.
        assertThat(local("30 2 * * *", "2026-03-29T03:10", 1)).containsExactly("2026-03-29T03:30+02:00");
        assertThat(local("30 2 * * *", "2026-03-29T03:30", 1)).containsExactly("2026-03-30T02:30+02:00");
    }

    @Test
    void aTimeThatComesTwiceInAutumnCountsOnce() {
        assertThat(local("30 2 * * *", "2026-10-24T12:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(local("0 * * * *", "2026-10-25T01:30", 2))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00");
    }

    @Test
    void inTheHourThatComesAgainNothingIsDueAgain() {
        Instant within = Instant.parse("2026-10-25T01:15:00Z"); // 02:15 for the second time
        LocalTimes times = new LocalTimes(CronExpression.parse("30 2 * * *"), ZoneId.of("Europe/Berlin"));

        assertThat(times.next(within)).isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void anIntervalKnowsNoSummerTime() {
        Instant before = Instant.parse("2026-03-28T22:00:00Z");

        List<Instant> times = Schedule.Every.parse("1h").next(6, before, CORE);

        assertThat(Duration.between(times.get(0), times.get(5))).isEqualTo(Duration.ofHours(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "61 * * * *", "0 3 * *", "0 0 30 2 *", "@daily", "0 3 * * MON-FRI 2026 *"})
    void whatIsNoCronExpressionIsRefused(String text) {
        assertThatThrownBy(() -> CronExpression.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "59s", "367d", "6", "six", "1h-", "99999999999h", "500ms"})
    void whatIsNoIntervalIsRefused(String text) {
        assertThatThrownBy(() -> Schedule.Every.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void aNameIsALabel() {
        assertThat(Stream.of("core", "a", "team-1")).allSatisfy(SubscriptionName::new);
        assertThat(Stream.of("", "Core", "-a", "a-", "a b", "a/b", "x".repeat(64)))
                .allSatisfy(name ->
                        assertThatThrownBy(() -> new SubscriptionName(name)).isInstanceOf(InvalidNameException.class));
    }
}
