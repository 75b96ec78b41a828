package org.tfmirror.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;

/**
 * A request that the sample registry received.
 *
 * @param path the decoded path, without the query
 */
public record RecordedRequest(String method, String path, Headers headers) {

    static RecordedRequest of(HttpExchange exchange) {
        Headers headers = new Headers();
        headers.putAll(exchange.getRequestHeaders());
        return new RecordedRequest(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers);
    }

    /** The first header of this name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }
}
