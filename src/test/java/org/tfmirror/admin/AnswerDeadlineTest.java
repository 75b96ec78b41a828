package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that do not read, on a server of the test's own. */
class AnswerDeadlineTest {

    private static final int MORE_THAN_SOCKETS_HOLD = 64 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpServer answering(Duration limit, String type, int length) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(request -> AnswerDeadline.watch(request, limit));
        router.route().handler(request -> answer(request, type, length));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private void answer(RoutingContext request, String type, int length) {
        request.response().closeHandler(closed::complete);
        request.response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Length", "" + length)
                .write(Buffer.buffer(new byte[length]));
    }

    private static Socket asked(HttpServer server, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void anAnswerThatIsNotTakenInTimeIsCutOff() throws Exception {
        HttpServer server = answering(Duration.ofMillis(200), "application/json", MORE_THAN_SOCKETS_HOLD);

        try (Socket unread = asked(server, "/admin/api/jobs/1")) {
            closed.get(30, TimeUnit.SECONDS);
            assertThat(unread.getInputStream().readAllBytes().length).isLessThan(MORE_THAN_SOCKETS_HOLD);
        }
    }

    @Test
    void eventsAndOtherDoorsHaveTheirOwnLimits() throws Exception {
        HttpServer server = answering(Duration.ofMillis(1), "text/event-stream", MORE_THAN_SOCKETS_HOLD);
        HttpServer mirror = answering(Duration.ofMillis(1), "application/zip", MORE_THAN_SOCKETS_HOLD);

        try (Socket events = asked(server, "/admin/api/jobs/1/events");
                Socket archive = asked(mirror, "/v1/providers/a/b/c/d.zip")) {
            assertThat(events.getInputStream().read()).isEqualTo('H');
            assertThat(archive.getInputStream().read()).isEqualTo('H');
            assertThatThrownBy(() -> closed.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
    }
}
