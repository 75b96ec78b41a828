package org.tfmirror.mirror;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import java.util.Optional;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.storage.ByteRange;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** Gets an archive to a client, through us or by a redirect to the bucket. */
@Singleton
class ArchiveDelivery {

    private static final String ZIP = "application/zip";

    private final ObjectStore store;
    private final MirrorConfig config;

    ArchiveDelivery(ObjectStore store, MirrorConfig config) {
        this.store = store;
        this.config = config;
    }

    Response get(Archive archive, Conditions conditions) throws StorageException {
        EntityTag tag = EntityTag.ofSha256(archive.sha256());
        Optional<Response> instead = conditions.answerInstead(tag);
        if (instead.isPresent()) {
            return instead.get();
        }
        return switch (config.delivery()) {
            case REDIRECT -> redirect(archive);
            case PROXY -> stream(archive, conditions.rangeOf(tag, archive.sizeBytes()));
        };
    }

    Response head(Archive archive, Conditions conditions) {
        EntityTag tag = EntityTag.ofSha256(archive.sha256());
        return conditions
                .answerInstead(tag)
                .orElseGet(() ->
                        describe(Response.ok(), archive, archive.sizeBytes()).build());
    }

    private Response redirect(Archive archive) throws StorageException {
        URI url = store.presignedGet(new StorageKey(archive.storageKey()), config.presignedValidity());
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .location(url)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response stream(Archive archive, Optional<RequestedRange> range) throws StorageException {
        if (range.isPresent() && !range.get().isSatisfiable()) {
            return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", "bytes */" + archive.sizeBytes())
                    .build();
        }
        ByteRange part = range.map(r -> new ByteRange(r.first(), r.last())).orElse(null);
        ObjectStream object = store.open(new StorageKey(archive.storageKey()), part);
        StreamingOutput body = output -> {
            try (object) { // an exception here cuts the body short of the promised length, which the client must see
                object.body().transferTo(output);
            }
        };
        if (range.isEmpty()) {
            return describe(Response.ok(body), archive, archive.sizeBytes()).build();
        }
        RequestedRange sent = range.get();
        return describe(Response.status(Response.Status.PARTIAL_CONTENT).entity(body), archive, sent.length())
                .header("Content-Range", "bytes %d-%d/%d".formatted(sent.first(), sent.last(), archive.sizeBytes()))
                .build();
    }

    private static Response.ResponseBuilder describe(Response.ResponseBuilder response, Archive archive, long length) {
        return response.type(ZIP)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.ETAG, EntityTag.ofSha256(archive.sha256()).value())
                .header("Accept-Ranges", "bytes");
    }
}
