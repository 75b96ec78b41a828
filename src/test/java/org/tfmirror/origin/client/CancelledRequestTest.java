package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.http.ProxySettings;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.OwnThread;

/** A request that waits for its origin, at any step, ends as soon as it is cancelled. */
class CancelledRequestTest {

    /** Far less than the origin may take to answer, far more than an abort takes on a busy machine. */
    private static final int LONGEST_SECONDS = 15;

    private static final String FOREVER = "5m";

    @TempDir
    Path directory;

    private final TestCertificate certificate = TestCertificate.forLocalNames();
    private final CountDownLatch reached = new CountDownLatch(1);

    @Test
    void inTheHandshake() throws Exception {
        try (RawOrigin origin = new RawOrigin(socket -> {
            socket.getInputStream().read();
            reached.countDown();
            RawOrigin.readRequest(socket.getInputStream());
        })) {
            endsWhenCancelled(origin);
        }
    }

    @Test
    void beforeTheHeaders() throws Exception {
        try (RawOrigin origin = new RawOrigin(certificate, socket -> {
            RawOrigin.readRequest(socket.getInputStream());
            reached.countDown();
            socket.getInputStream().read();
        })) {
            endsWhenCancelled(origin);
        }
    }

    @Test
    void inTheBody() throws Exception {
        try (RawOrigin origin = new RawOrigin(certificate, socket -> {
            RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                    .serve(socket);
            reached.countDown();
            socket.getInputStream().read();
        })) {
            endsWhenCancelled(origin);
        }
    }

    @Test
    void beforeItBegins() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        try (RawOrigin origin = new RawOrigin(certificate, socket -> {});
                OriginClient client = client(origin)) {
            assertThat(catchThrowable(() -> client.cancelledBy(cancellation).availableVersions(provider(origin))))
                    .isInstanceOf(Aborted.class);
            assertThat(origin.connections()).isZero();
        }
    }

    private void endsWhenCancelled(RawOrigin origin) throws InterruptedException, TimeoutException, Exception {
        try (OriginClient client = client(origin)) {
            Cancellation cancellation = new Cancellation();
            CompletableFuture<Throwable> request = OwnThread.supply(
                    () -> catchThrowable(() -> client.cancelledBy(cancellation).availableVersions(provider(origin))));
            reached.await();

            cancellation.cancel();

            assertThat(request.get(LONGEST_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Aborted.class);
        }
    }

    private OriginClient client(RawOrigin origin) {
        return new OriginClient(
                TestConfig.of(Map.of(
                        "allowed-hostnames", "localhost:" + origin.port(),
                        "ca-bundle",
                                certificate.writeTo(directory.resolve("ca.pem")).toString(),
                        "connect-timeout", FOREVER,
                        "response-timeout", FOREVER,
                        "stall-timeout", FOREVER)),
                ProxySettings.NONE,
                InetAddress::getAllByName,
                new SettableClock(),
                System::nanoTime);
    }

    private static ProviderAddress provider(RawOrigin origin) {
        return ProviderAddress.parse("localhost:" + origin.port() + "/acme/demo");
    }
}
