package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.TokenIssuer.User;

class SampleMirroringTest {

    private final StubAdminApi api = new StubAdminApi();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final LocalConsole console = new LocalConsole(new PrintStream(told, true, StandardCharsets.UTF_8));
    private final StopRequest stop = new StopRequest();
    private HttpServer server;
    private TokenIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LoopbackPort.address(), 0), 0);
        server.createContext("/", api);
        server.start();
        issuer = TokenIssuer.start(0, Map.of("admin", new User("right", Set.of("admin"))));
    }

    @AfterEach
    void end() {
        server.stop(0);
        issuer.close();
    }

    @Test
    void showsEachStepOfAnItemOnce() throws Exception {
        mirroring("right").run();

        assertThat(told().lines())
                .containsExactly(
                        "Mirroring localhost:1/tfmirror/sample: job 1",
                        "    0 %  localhost:1/a/b 1.0.0 linux_amd64  pending",
                        "    0 %  localhost:1/a/b 1.0.0 linux_amd64  downloading",
                        "  100 %  localhost:1/a/b 1.0.0 linux_amd64  completed, 1,234 bytes",
                        "The mirror offers localhost:1/tfmirror/sample 1.0.0, 1.1.0");
        assertThat(api.bodies().get(0)).contains("\"source\":\"localhost:1/tfmirror/sample\"", "\"windows_amd64\"");
    }

    @Test
    void aSecondStartFindsTheJobOfTheFirst() throws Exception {
        mirroring("right").run();
        mirroring("right").run();

        assertThat(told()).contains("job 1").doesNotContain("job 2");
    }

    @Test
    void aJobThatFailedInAnEarlierRunIsRetried() throws Exception {
        api.endWith("failed");
        assertThatThrownBy(() -> mirroring("right").run())
                .isInstanceOf(LocalFailureException.class)
                .hasMessageContaining("job 1 ended failed")
                .hasMessageContaining("the checksum does not fit");

        mirroring("right").run();

        assertThat(told()).contains("retrying it", "completed, 1,234 bytes").doesNotContain("job 2");
    }

    @Test
    void packagesThatWereDeletedSinceAreMirroredAgain() throws Exception {
        api.offer(false);

        mirroring("right").run();

        assertThat(told()).contains("job 2").endsWith("1.0.0, 1.1.0\n");
    }

    @Test
    void aWrongPasswordIsToldWithTheCallThatRefusedIt() {
        assertThatThrownBy(() -> mirroring("wrong").run())
                .isInstanceOf(AdminCallFailedException.class)
                .hasMessageContaining("/token answered 401");
    }

    @Test
    void theWishToEndEndsTheWatchAndIsNoFailure() throws Exception {
        api.endWith("running");
        stop.request();

        mirroring("right").run();

        assertThat(told()).contains("pending").doesNotContain("The mirror offers");
    }

    private SampleMirroring mirroring(String password) {
        URI application = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AdminClient admin =
                new AdminClient(HttpClient.newHttpClient(), application, issuer.issuer(), "admin", password);
        return new SampleMirroring(new SampleProvider("localhost:1"), admin, console, stop);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
