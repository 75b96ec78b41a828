package org.tfmirror.storage.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that answers what it is told to, for what no real one does on request. It takes any signature. */
final class ScriptedS3 implements AutoCloseable {

    record Request(String call, Headers headers, int length) {}

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    ScriptedS3() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        answers.put("POST uploads", new Answer(200, "<R><UploadId>u1</UploadId></R>"));
        answers.put(
                "POST uploadId",
                new Answer(200, "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>"));
        answers.put("PUT partNumber", new Answer(200, ""));
        answers.put("PUT", new Answer(200, ""));
        answers.put("DELETE uploadId", new Answer(204, ""));
        answers.put("HEAD", new Answer(200, ""));
    }

    static final int HANG_UP = 0;

    /**
     * @param call the method, and the query's first name where there is one, such as {@code POST uploadId}
     * @param status or {@link #HANG_UP}
     */
    void answer(String call, int status, String body) {
        answers.put(call, new Answer(status, body));
    }

    static String error(String code) {
        return "<?xml version=\"1.0\"?>\n<Error><Code>%s</Code><Message>as told</Message></Error>".formatted(code);
    }

    List<Request> requests(String call) {
        return requests.stream().filter(request -> request.call().equals(call)).toList();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int length = exchange.getRequestBody().readAllBytes().length;
            String query = exchange.getRequestURI().getQuery();
            String call = exchange.getRequestMethod() + (query == null ? "" : " " + query.split("[=&]", 2)[0]);
            requests.add(new Request(call, exchange.getRequestHeaders(), length));
            Answer answer = answers.getOrDefault(call, new Answer(501, error("NotImplemented")));
            if (answer.status() == HANG_UP) {
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("ETag", "\"e\"");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
