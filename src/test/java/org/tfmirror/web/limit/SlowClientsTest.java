package org.tfmirror.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.KeepAlive;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.ProxyDelivery;

/** Clients that ask so slowly that a server without deadlines would keep their connections for ever. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@TestProfile(ProxyDelivery.class)
class SlowClientsTest {

    private static final String LIVE = "GET /q/health/live HTTP/1.1\r\nHost: mirror\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
    /** Of 16,000 bytes, for stream 1, which neither ends the stream nor its headers. */
    private static final String BEGIN_OF_HEADERS = "\0\u003e\u0080\1\0\0\0\0\1";

    private static void assertClosedInTime(KeepAlive connection, String drop) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> connection.isClosedAfter(drop));
    }

    @Test
    void headersThatDripAreCutOff() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send("GET /q/health/live HTTP/1.1\r\nX: ");

            assertClosedInTime(connection, "x");
        }
    }

    @Test
    void aConnectionThatAsksNothingIsClosed() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            assertThat(connection.staysOpen(Duration.ofSeconds(30))).isFalse();
        }
    }

    @Test
    void headersThatDripAfterARequestAreCutOff() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(LIVE);
            assertThat(connection.answer()).isEqualTo(200);

            assertClosedInTime(connection, "x");
        }
    }

    @Test
    void headersThatDripByHttp2AreCutOff() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(PREFACE + SETTINGS + BEGIN_OF_HEADERS);

            assertClosedInTime(connection, "x");
        }
    }

    @Test
    void aBodyThatDripsIsCutOff() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send("POST /admin/api/jobs HTTP/1.1\r\nHost: mirror\r\nAuthorization: Bearer "
                    + MirrorStackResource.stack().adminToken()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

            assertClosedInTime(connection, " ");
        }
    }

    @Test
    void aConnectionMayBeIdleBetweenRequests() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(LIVE);
            assertThat(connection.answer()).isEqualTo(200);

            assertThat(connection.staysOpen(Duration.ofMillis(2500))).isTrue();
            connection.send(LIVE);
            assertThat(connection.answer()).isEqualTo(200);
        }
    }
}
