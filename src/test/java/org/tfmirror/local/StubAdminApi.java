package org.tfmirror.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An admin API whose jobs have one item, and take one step each time they are looked at. Thread-safe. */
final class StubAdminApi implements HttpHandler {

    private final Map<String, Integer> jobsByKey = new LinkedHashMap<>();
    private final Map<Integer, Integer> looks = new LinkedHashMap<>();
    private final List<String> bodies = new ArrayList<>();
    private String end = "completed";
    private boolean offered = true;

    /** Jobs end like this from now on. */
    synchronized void endWith(String status) {
        end = status;
    }

    /** Whether Terraform finds the packages; a new job brings them back. */
    synchronized void offer(boolean offer) {
        offered = offer;
    }

    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    @Override
    public synchronized void handle(HttpExchange exchange) throws IOException {
        String call =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (call.equals("GET /q/health/ready")) {
            answer(exchange, 200, "{\"status\":\"UP\"}");
        } else if (call.startsWith("GET /v1/providers/")) {
            answer(exchange, offered ? 200 : 404, "{\"versions\":{\"1.0.0\":{},\"1.1.0\":{}}}");
        } else if (authorization == null || !authorization.startsWith("Bearer ey")) {
            answer(exchange, 401, "{\"title\":\"Unauthorized\"}");
        } else if (call.equals("POST /admin/api/jobs")) {
            answer(exchange, 202, submit(exchange));
        } else if (call.matches("GET /admin/api/jobs/\\d+")) {
            answer(exchange, 200, job(number(call), looks.merge(number(call), 1, Integer::sum)));
        } else if (call.matches("POST /admin/api/jobs/\\d+/retry")) {
            end = "completed";
            looks.put(number(call), 0);
            answer(exchange, 200, job(number(call), 0));
        } else {
            answer(exchange, 404, "{\"title\":\"Not Found\"}");
        }
    }

    private String submit(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Integer known = jobsByKey.get(key);
        if (known != null) {
            return job(known, looks.getOrDefault(known, 0));
        }
        int id = jobsByKey.size() + 1;
        jobsByKey.put(key, id);
        offered = id == 1 ? offered : true;
        return job(id, 0);
    }

    private String job(int id, int look) {
        String status = look < 2 ? "pending" : look == 2 ? "running" : end;
        String item = status.equals("running") ? "downloading" : status;
        String error = status.equals("failed") ? "\"the checksum does not fit\"" : "null";
        return """
                {"id":%d,"status":"%s","progress":%d,"total_items":1,"completed_items":%d,"error_message":%s,"items":[
                {"id":7,"source":"localhost:1/a/b","version":"1.0.0","platform":"linux_amd64","status":"%s",
                "size_bytes":1234,"error_message":%s}]}""".formatted(id, status, look > 2 ? 100 : 0, status.equals("completed") ? 1 : 0, error, item, error);
    }

    private static int number(String call) {
        return Integer.parseInt(call.replaceAll("\\D", ""));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
