package org.tfmirror.registry;

import java.net.URI;
import java.util.Map;

/** Fetches small documents whole. Thread-safe. */
final class Documents {

    private final OriginHttp http;

    Documents(OriginHttp http) {
        this.http = http;
    }

    /** @param what the thing asked for, for messages */
    JsonAnswer json(String what, URI url, long limit, Cancellation cancellation) throws RegistryException {
        try (OriginAnswer answer = http.get(url, Map.of("Accept", "application/json"), cancellation)) {
            answer.require(200, what);
            answer.decode();
            return JsonAnswer.parse(answer.url(), answer.readAll(limit));
        }
    }

    byte[] bytes(String what, URI url, long limit, Cancellation cancellation) throws RegistryException {
        try (OriginAnswer answer = http.get(url, Map.of(), cancellation)) {
            answer.require(200, what);
            answer.decode();
            return answer.readAll(limit);
        }
    }
}
