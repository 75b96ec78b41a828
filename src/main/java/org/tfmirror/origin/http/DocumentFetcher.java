package org.tfmirror.origin.http;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;

/** Fetches small documents whole. Thread-safe. */
public final class DocumentFetcher {

    private final OriginHttp http;

    public DocumentFetcher(OriginHttp http) {
        this.http = http;
    }

    /**
     * @param what the thing asked for, for messages
     * @param credential of the registry; null for none
     */
    public JsonResponse json(
            String what, URI url, long limit, @Nullable Credential credential, Cancellation cancellation)
            throws OriginException {
        try (OriginResponse answer = http.get(url, Map.of("Accept", "application/json"), credential, cancellation)) {
            answer.require(200, what);
            answer.decode();
            return JsonResponse.parse(answer.url(), answer.readAll(limit));
        }
    }

    public byte[] bytes(String what, URI url, long limit, Cancellation cancellation) throws OriginException {
        try (OriginResponse answer = http.get(url, Map.of(), null, cancellation)) {
            answer.require(200, what);
            answer.decode();
            return answer.readAll(limit);
        }
    }
}
