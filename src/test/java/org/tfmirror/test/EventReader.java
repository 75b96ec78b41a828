package org.tfmirror.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A client of server-sent events that counts them by their names. Thread-safe. */
public final class EventReader implements AutoCloseable {

    private static final String NAME = "event:";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream answer;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private EventReader(InputStream answer) {
        this.answer = answer;
        Thread thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for events, and reads them as they come. */
    public static EventReader of(URI events, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Authorization", "Bearer " + token)
                .build();
        return new EventReader(
                CLIENT.send(request, BodyHandlers.ofInputStream()).body());
    }

    private void read() {
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(NAME)) {
                    counts.merge(line.substring(NAME.length()), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How many events of this name came since the last {@link #forget}. */
    public int count(String name) {
        return counts.getOrDefault(name, 0);
    }

    public void forget() {
        counts.clear();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        answer.close();
    }
}
