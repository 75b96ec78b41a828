package org.tfmirror.origin.client;

import java.util.Map;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.PackageChanged;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.origin.http.OriginHttp;
import org.tfmirror.origin.http.OriginResponse;

/**
 * Asks for an archive, from its start or from further on. It always begins at the registry's download URL, because the
 * signed URL behind its redirects soon expires; where even that is forbidden, the registry is asked once for a new one.
 */
final class ArchiveRequest {

    private final OriginHttp http;
    private final Resolver registry;
    private final Cancellation cancellation;
    private PackageMetadata metadata;
    private boolean resolvedAnew;

    ArchiveRequest(OriginHttp http, Resolver registry, Cancellation cancellation, PackageMetadata metadata) {
        this.http = http;
        this.registry = registry;
        this.cancellation = cancellation;
        this.metadata = metadata;
    }

    /** The whole archive. */
    OriginResponse fromStart() throws OriginException {
        return wanting(200, Map.of());
    }

    /** The bytes from an offset on. The caller checks whether a successful answer has that offset. */
    OriginResponse from(long offset, String etag) throws OriginException {
        return wanting(206, Map.of("Range", "bytes=" + offset + "-", "If-Range", etag));
    }

    String where() {
        return Shown.url(metadata.downloadUrl());
    }

    void abort() {
        cancellation.cancel();
    }

    private OriginResponse wanting(int status, Map<String, String> headers) throws OriginException {
        OriginResponse answer = http.get(metadata.downloadUrl(), headers, null, cancellation);
        if (answer.status() == 403 && !resolvedAnew) {
            answer.close();
            resolveAnew();
            answer = http.get(metadata.downloadUrl(), headers, null, cancellation);
        }
        try {
            if (answer.status() >= 400 && answer.status() != 416) {
                answer.require(status, "archive of " + metadata.id());
            }
            return answer;
        } catch (OriginException e) {
            answer.close();
            throw e;
        }
    }

    private void resolveAnew() throws OriginException {
        resolvedAnew = true;
        PackageMetadata fresh = registry.packageMetadata(metadata, cancellation);
        if (!fresh.shasum().equals(metadata.shasum())) {
            throw new PackageChanged(where(), metadata.shasum(), fresh.shasum());
        }
        metadata = fresh;
    }

    /** Asks the registry about a package again. */
    interface Resolver {
        PackageMetadata packageMetadata(PackageMetadata stale, Cancellation cancellation) throws OriginException;
    }
}
