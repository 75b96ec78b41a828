package org.tfmirror.demand.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Stands still, but where the test turns it. */
    private Clock clock = Clock.fixed(START, ZoneOffset.UTC);

    private final ClientLimits limits = new ClientLimits(2, new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    });

    @Test
    void aClientMayCauseSoManyAMinute() {
        assertThat(limits.allows("a")).isTrue();
        assertThat(limits.allows("a")).isTrue();
        assertThat(limits.allows("a")).isFalse();
        assertThat(limits.allows("b")).isTrue();

        clock = Clock.offset(clock, Duration.ofMinutes(1));
        assertThat(limits.allows("a")).isTrue();
    }

    @Test
    void clientsBeyondANumberCountAsOne() {
        for (int i = 0; i < ClientLimits.MOST_CLIENTS; i++) {
            limits.allows("client" + i);
        }

        assertThat(limits.allows("x")).isTrue();
        assertThat(limits.allows("y")).isTrue();
        assertThat(limits.allows("z")).isFalse();
        assertThat(limits.allows("client1")).isTrue();
    }
}
