package org.tfmirror.delivery;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.storage.ByteRange;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** Gets an archive to a client, through us or by a redirect to the bucket. */
@Singleton
public class ArchiveDelivery {

    private static final String ZIP = "application/zip";

    private final ObjectStore store;
    private final ArchiveSender sender;
    private final DeliveryConfig config;

    ArchiveDelivery(ObjectStore store, ArchiveSender sender, DeliveryConfig config) {
        this.store = store;
        this.sender = sender;
        this.config = config;
    }

    /** The answer to GET, which may have to wait for its turn; cancelling it gives the turn to the next client. */
    public CompletionStage<Response> get(Archive archive, Conditions conditions)
            throws StorageException, DeliveryQueueFullException {
        return get(archive, conditions, ZIP);
    }

    /** As {@link #get(Archive, Conditions)}, of an object of another type. */
    public CompletionStage<Response> get(Archive archive, Conditions conditions, String type)
            throws StorageException, DeliveryQueueFullException {
        EntityTag tag = EntityTag.ofSha256(archive.sha256());
        Optional<Response> instead = conditions.answerInstead(tag);
        if (instead.isPresent()) {
            return CompletableFuture.completedStage(instead.get());
        }
        return switch (config.delivery()) {
            case REDIRECT -> CompletableFuture.completedStage(redirect(archive));
            case PROXY -> stream(archive, conditions.rangeOf(tag, archive.sizeBytes()), type);
        };
    }

    /** The answer to HEAD; it never waits. */
    public Response head(Archive archive, Conditions conditions) {
        EntityTag tag = EntityTag.ofSha256(archive.sha256());
        return conditions
                .answerInstead(tag)
                .orElseGet(() -> describe(Response.ok(), archive, archive.sizeBytes(), ZIP)
                        .build());
    }

    /**
     * Answers with bytes that are still on their way, through us in either way of delivery, if one more archive may be
     * sent now; otherwise nothing is done. Where the source fails the client is cut off.
     *
     * @param sha256 lower-case hex
     * @param source of unknown length only where the client can tell an answer that ends early from a whole one by itself
     * @param answer completed here
     */
    public boolean sendNow(String sha256, ChunkSource source, CompletableFuture<Response> answer) {
        Response.ResponseBuilder head = Response.ok()
                .type(ZIP)
                .header(HttpHeaders.ETAG, EntityTag.ofSha256(sha256).value());
        if (source.length() >= 0) {
            head.header(HttpHeaders.CONTENT_LENGTH, source.length());
        }
        return sender.answerNow(head, source, answer);
    }

    /** The answer to HEAD for an archive that is not there yet: its length is not known. */
    public static Response headOfUnknown() {
        return Response.ok().type(ZIP).build();
    }

    /** The bytes of a stored archive from a position on. */
    public ChunkSource chunks(Archive archive, long position) throws StorageException {
        ByteRange rest = position == 0 ? null : new ByteRange(position, archive.sizeBytes() - 1);
        return new ObjectChunks(store.open(new StorageKey(archive.storageKey()), rest));
    }

    /** Where archives are read; tasks may block for as long as the store does. */
    public Executor threads() {
        return sender.threads();
    }

    private Response redirect(Archive archive) throws StorageException {
        URI url = store.presignedGet(new StorageKey(archive.storageKey()), config.presignedValidity());
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .location(url)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private CompletionStage<Response> stream(Archive archive, Optional<RequestedRange> range, String type)
            throws DeliveryQueueFullException {
        if (range.isPresent() && !range.get().isSatisfiable()) {
            return CompletableFuture.completedStage(Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", "bytes */" + archive.sizeBytes())
                    .build());
        }
        ByteRange part = range.map(r -> new ByteRange(r.first(), r.last())).orElse(null);
        StorageKey key = new StorageKey(archive.storageKey());
        return sender.answer(head(archive, range, type), () -> new ObjectChunks(store.open(key, part)));
    }

    private static Response.ResponseBuilder head(Archive archive, Optional<RequestedRange> range, String type) {
        if (range.isEmpty()) {
            return describe(Response.ok(), archive, archive.sizeBytes(), type);
        }
        RequestedRange sent = range.get();
        return describe(Response.status(Response.Status.PARTIAL_CONTENT), archive, sent.length(), type)
                .header("Content-Range", "bytes %d-%d/%d".formatted(sent.first(), sent.last(), archive.sizeBytes()));
    }

    private static Response.ResponseBuilder describe(
            Response.ResponseBuilder response, Archive archive, long length, String type) {
        return response.type(type)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.ETAG, EntityTag.ofSha256(archive.sha256()).value())
                .header("Accept-Ranges", "bytes");
    }
}
