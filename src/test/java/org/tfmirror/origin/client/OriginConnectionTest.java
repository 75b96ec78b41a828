package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.origin.client.UpstreamFaultsTest.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.AddressRefused;
import org.tfmirror.origin.OriginException.CertificateRefused;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.Unreachable;
import org.tfmirror.origin.guard.NameResolver;
import org.tfmirror.origin.http.NoProxy;
import org.tfmirror.origin.http.ProxyServer;
import org.tfmirror.origin.http.ProxySettings;
import org.tfmirror.provider.ProviderAddress;

/** What can go wrong before an origin answers in HTTP, and that the guard holds where connections are made. */
class OriginConnectionTest {

    /** Where nothing is waited for, the usual limits: a busy machine must not be taken for a slow origin. */
    private static final Map<String, String> PATIENT = Map.of();

    @TempDir
    Path directory;

    private final TestCertificate certificate = TestCertificate.forLocalNames();
    private final List<String> resolved = new CopyOnWriteArrayList<>();

    @Test
    void aNameThatDoesNotResolveIsTransient() {
        unreachable("registry.test", 443, "registry.test:443", host -> {
            throw new UnknownHostException(host);
        });
    }

    @Test
    void aRefusedConnectionIsTransient() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        unreachable("localhost", port, "localhost:" + port, InetAddress::getAllByName);
    }

    @Test
    void aResetConnectionIsTransient() {
        try (RawOrigin origin = new RawOrigin(socket -> socket.setSoLinger(true, 0))) {
            assertThat(versions("localhost", origin.port()))
                    .isExactlyInstanceOf(Unreachable.class)
                    .returns(true, OriginException::isTransient)
                    .returns("registry_unreachable", OriginException::code);
        }
    }

    @Test
    void aConnectionClosedWithoutAnAnswerIsTransient() {
        try (RawOrigin origin = new RawOrigin(certificate, socket -> RawOrigin.readRequest(socket.getInputStream()))) {
            assertThat(versions("localhost", origin.port())).isExactlyInstanceOf(Unreachable.class);
        }
    }

    @Test
    void aHandshakeThatNeverComesIsTransient() {
        try (RawOrigin origin = new RawOrigin(OriginConnectionTest::waitForTheEnd)) {
            assertThat(versions("localhost", origin.port(), Map.of("connect-timeout", "300ms")))
                    .returns(true, OriginException::isTransient)
                    .isInstanceOfAny(Unreachable.class, Stalled.class);
        }
    }

    @Test
    void headersThatTrickleForEverAreTransient() {
        try (RawOrigin origin = new RawOrigin(certificate, OriginConnectionTest::trickleHeaders)) {
            assertThat(versions("localhost", origin.port(), Map.of("response-timeout", "300ms")))
                    .isExactlyInstanceOf(Stalled.class);
        }
    }

    @Test
    void aBodyThatTricklesBelowTheMinimumRateIsTransient() {
        try (RawOrigin origin = new RawOrigin(certificate, OriginConnectionTest::trickleBody)) {
            assertThat(versions("localhost", origin.port(), Map.of("stall-timeout", "300ms")))
                    .isExactlyInstanceOf(Stalled.class)
                    .hasMessageContaining("slower than 1024 bytes a second");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 2_000_000})
    void anEndlessHeaderIsPermanent(int length) {
        String answer = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(length) + "\r\n\r\n";
        try (RawOrigin origin = new RawOrigin(certificate, RawOrigin.answering(answer))) {
            assertThat(versions("localhost", origin.port()))
                    .isExactlyInstanceOf(ResponseInvalid.class)
                    .returns(false, OriginException::isTransient);
        }
    }

    @Test
    void tooManyHeadersArePermanent() {
        String answer = "HTTP/1.1 200 OK\r\n" + "X: x\r\n".repeat(1000) + "\r\n";
        try (RawOrigin origin = new RawOrigin(certificate, RawOrigin.answering(answer))) {
            assertThat(versions("localhost", origin.port())).isExactlyInstanceOf(ResponseInvalid.class);
        }
    }

    @Test
    void bytesBeyondTheContentLengthAreNotTakenForTheNextAnswer() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
        try (RawOrigin origin = new RawOrigin(certificate, socket -> {
                    RawOrigin.answering(answer).serve(socket);
                    waitForTheEnd(socket);
                });
                OriginClient client = client(origin.port(), PATIENT)) {
            assertThat(fault(() -> client.availableVersions(provider("localhost", origin.port()))))
                    .as("the empty object")
                    .isExactlyInstanceOf(NotFound.class);
            assertThat(fault(() -> client.availableVersions(provider("localhost", origin.port()))))
                    .as("not the list that was sent unasked")
                    .isExactlyInstanceOf(Unreachable.class)
                    .hasMessageContaining("unasked");
        }
    }

    @Test
    void aCertificateNobodyVouchesForIsPermanent() {
        try (TestOrigin origin = new TestOrigin(TestCertificate.forLocalNames())) {
            refusesCertificateOf(origin);
        }
    }

    @Test
    void aCertificateForAnotherNameIsPermanent() {
        TestCertificate other = TestCertificate.forAnotherName();
        try (TestOrigin origin = new TestOrigin(other)) {
            refusesCertificateOf(origin, Map.of("ca-bundle", bundle(other)));
        }
    }

    @Test
    void anExpiredCertificateIsPermanent() {
        TestCertificate expired = TestCertificate.expired();
        try (TestOrigin origin = new TestOrigin(expired)) {
            refusesCertificateOf(origin, Map.of("ca-bundle", bundle(expired)));
        }
    }

    @Test
    void withoutABundleTheJvmsTrustDecides() {
        try (TestOrigin origin = new TestOrigin(certificate)) {
            refusesCertificateOf(origin, Map.of("ca-bundle", ""));
        }
    }

    @Test
    void theClientConnectsToTheAddressesTheResolverChecked() {
        try (TestOrigin origin = new TestOrigin(certificate);
                OriginClient client = client("registry.test:" + origin.port(), this::loopback, PATIENT)) {
            assertThat(fault(() -> client.availableVersions(provider("registry.test", origin.port()))))
                    .as("it got there, and there is nothing")
                    .isExactlyInstanceOf(NotFound.class);
            assertThat(resolved).as("resolved once, by us").containsExactly("registry.test");
        }
    }

    @Test
    void aPublicNameThatResolvesToLoopbackIsRefused() {
        try (RawOrigin origin = new RawOrigin(certificate, socket -> {});
                OriginClient client = client("rebind.test", this::loopback, PATIENT)) {
            assertThat(fault(() -> client.availableVersions(provider("rebind.test", 443))))
                    .isExactlyInstanceOf(AddressRefused.class)
                    .returns(false, OriginException::isTransient)
                    .returns("address_refused", OriginException::code);
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aRedirectToANameThatResolvesToLoopbackIsRefused() {
        try (RawOrigin target = new RawOrigin(certificate, socket -> {});
                TestOrigin origin = new TestOrigin(certificate);
                OriginClient client = client("registry.test:" + origin.port(), this::loopback, PATIENT)) {
            origin.on(
                    SampleRegistry.DISCOVERY,
                    Reply.redirect("https://rebind.test:" + target.port() + "/services.json"));

            assertThat(fault(() -> client.availableVersions(provider("registry.test", origin.port()))))
                    .isExactlyInstanceOf(AddressRefused.class);
            assertThat(target.connections()).isZero();
        }
    }

    /** DNS has such names, and buckets are called so; neither {@link URI} nor the JDK's TLS thinks they are hosts. */
    @Test
    void aHostWithAnUnderscoreIsReachedOverTls() throws OriginException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"versions\":[]}";
        try (RawOrigin origin = new RawOrigin(certificate, RawOrigin.answering(answer));
                OriginClient client = client(
                        "registry.test, my_own.bucket.test:" + origin.port(),
                        this::loopback,
                        Map.of(
                                "services.\"registry.test\"",
                                "https://my_own.bucket.test:" + origin.port() + "/v1/providers/"))) {
            assertThat(client.availableVersions(provider("registry.test", 443))).isEmpty();
            assertThat(resolved).containsExactly("my_own.bucket.test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_own.other.test", "my_own.a.bucket.test", "bucket_.test"})
    void aHostWithAnUnderscoreIsHeldToItsCertificate(String host) {
        try (RawOrigin origin = new RawOrigin(certificate, OriginConnectionTest::waitForTheEnd);
                OriginClient client = client(
                        "registry.test, " + host + ":" + origin.port(),
                        this::loopback,
                        Map.of("services.\"registry.test\"", "https://" + host + ":" + origin.port() + "/"))) {
            assertThat(fault(() -> client.availableVersions(provider("registry.test", 443))))
                    .isExactlyInstanceOf(CertificateRefused.class);
        }
    }

    @Test
    void requestsGoThroughTheProxyWhichResolvesTheNames() {
        List<String> asked = new ArrayList<>();
        try (RawOrigin proxy = new RawOrigin(socket -> {
                    asked.add(RawOrigin.readRequest(socket.getInputStream())
                            .lines()
                            .findFirst()
                            .orElse(""));
                    socket.getOutputStream()
                            .write(SampleRegistry.ascii(
                                    "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                });
                OriginClient client = new OriginClient(
                        TestConfig.of(PATIENT),
                        new ProxySettings(
                                Optional.of(ProxyServer.parse("http://proxy.test:" + proxy.port())),
                                NoProxy.of(List.of())),
                        this::loopback,
                        new SettableClock(),
                        System::nanoTime)) {
            assertThat(fault(() -> client.availableVersions(ProviderAddress.parse("registry.example.com/acme/demo"))))
                    .returns(true, OriginException::isTransient);
            assertThat(asked).containsExactly("CONNECT registry.example.com:443 HTTP/1.1");
            assertThat(resolved).containsExactly("proxy.test");
        }
    }

    private static void waitForTheEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            // the client's hello is ignored
        }
    }

    private static void trickleHeaders(Socket socket) throws IOException {
        RawOrigin.readRequest(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        out.write(SampleRegistry.ascii("HTTP/1.1 200 OK\r\nX: "));
        trickle(socket, out);
    }

    private static void trickleBody(Socket socket) throws IOException {
        RawOrigin.readRequest(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        out.write(SampleRegistry.ascii("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
        trickle(socket, out);
    }

    /** One byte each 20 ms, until the client goes away: each read succeeds long before its own timeout. */
    private static void trickle(Socket socket, OutputStream out) throws IOException {
        socket.setSoTimeout(20);
        while (true) {
            out.write('x');
            out.flush();
            try {
                if (socket.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException nothingSaid) {
                // go on
            }
        }
    }

    private void unreachable(String host, int port, String allowed, NameResolver names) {
        try (OriginClient client = client(allowed, names, PATIENT)) {
            assertThat(fault(() -> client.availableVersions(provider(host, port))))
                    .isExactlyInstanceOf(Unreachable.class)
                    .returns(true, OriginException::isTransient);
        }
    }

    private void refusesCertificateOf(TestOrigin origin) {
        refusesCertificateOf(origin, Map.of());
    }

    private void refusesCertificateOf(TestOrigin origin, Map<String, String> settings) {
        try (OriginClient client = client(origin.port(), settings)) {
            assertThat(fault(() -> client.availableVersions(provider("localhost", origin.port()))))
                    .isExactlyInstanceOf(CertificateRefused.class)
                    .returns(false, OriginException::isTransient)
                    .returns("certificate_refused", OriginException::code);
            assertThat(origin.asked()).isEmpty();
        }
    }

    private OriginException versions(String host, int port) {
        return versions(host, port, PATIENT);
    }

    private OriginException versions(String host, int port, Map<String, String> settings) {
        try (OriginClient client = client(port, settings)) {
            return fault(() -> client.availableVersions(provider(host, port)));
        }
    }

    private OriginClient client(int port, Map<String, String> settings) {
        return client("localhost:" + port, InetAddress::getAllByName, settings);
    }

    private OriginClient client(String allowed, NameResolver names, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("allowed-hostnames", allowed, "ca-bundle", bundle(certificate)));
        all.putAll(settings);
        return new OriginClient(TestConfig.of(all), ProxySettings.NONE, names, new SettableClock(), System::nanoTime);
    }

    private InetAddress[] loopback(String host) {
        resolved.add(host);
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    private String bundle(TestCertificate of) {
        return of.writeTo(directory.resolve(of.authority().getSerialNumber() + ".pem"))
                .toString();
    }

    private static ProviderAddress provider(String host, int port) {
        return ProviderAddress.parse(host + (port == 443 ? "" : ":" + port) + "/acme/demo");
    }
}
