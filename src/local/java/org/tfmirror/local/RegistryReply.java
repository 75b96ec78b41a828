package org.tfmirror.local;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What the sample registry is about to answer. A {@link Fault} makes another one of it.
 *
 * @param status the HTTP status; a 200 whose request asks for a range becomes a 206
 * @param headers besides the length, the entity tag and the range
 * @param breakage where the body stops short, or null where all of it is sent
 */
public record RegistryReply(
        int status,
        Map<String, String> headers,
        ArchiveContent content,
        @Nullable Breakage breakage) {

    /**
     * Where a body stops short.
     *
     * @param after the number of body bytes that are sent before; below zero not even the status line is sent
     * @param until after which the rest is sent, or null where the connection is closed
     */
    record Breakage(long after, @Nullable CountDownLatch until) {}

    public RegistryReply {
        headers = Map.copyOf(headers);
    }

    static RegistryReply of(int status, String contentType, ArchiveContent content) {
        return new RegistryReply(status, Map.of("Content-Type", contentType), content, null);
    }

    static RegistryReply of(int status, String contentType, String body) {
        return of(status, contentType, ArchiveContent.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static RegistryReply notFound() {
        return of(404, "application/json", "{\"errors\":[\"Not Found\"]}");
    }

    RegistryReply withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new RegistryReply(status, changed, content, breakage);
    }

    RegistryReply withContent(ArchiveContent changed) {
        return new RegistryReply(status, headers, changed, breakage);
    }

    RegistryReply broken(long after, @Nullable CountDownLatch until) {
        return new RegistryReply(status, headers, content, new Breakage(after, until));
    }
}
