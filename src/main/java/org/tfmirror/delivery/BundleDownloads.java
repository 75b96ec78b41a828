package org.tfmirror.delivery;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Bundles.Direction;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.Part;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;

/**
 * Gives the files of exported bundles: parts as archives are given, with ranges; a manifest, which may be large, in chunks,
 * too; the small ones at once.
 */
@Singleton
public class BundleDownloads {

    private static final String TAR = "application/x-tar";
    private static final Set<String> SMALL = Set.of(BundleNames.SIGNATURE, BundleNames.README);

    private final Bundles bundles;
    private final ObjectStore store;
    private final ArchiveDelivery delivery;
    private final ArchiveSender sender;

    BundleDownloads(Bundles bundles, ObjectStore store, ArchiveDelivery delivery, ArchiveSender sender) {
        this.bundles = bundles;
        this.store = store;
        this.delivery = delivery;
        this.sender = sender;
    }

    /** Empty where the bundle has no such file. */
    public Optional<CompletionStage<Response>> file(Bundle bundle, String name, HttpHeaders headers)
            throws SQLException, StorageException, DeliveryQueueFullException {
        if (bundle.direction() == Direction.ADOPT) {
            return Optional.empty();
        }
        Conditions conditions = Conditions.of(headers);
        if (SMALL.contains(name)) {
            return small(bundle, name, conditions).map(CompletableFuture::completedStage);
        }
        if (name.equals(BundleNames.MANIFEST)) {
            return manifest(new StorageKey(bundle.key(name)), conditions);
        }
        Optional<Part> part = bundles.parts(bundle.id()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(delivery.get(
                new Archive(bundle.key(name), part.get().size(), part.get().sha256(), false), conditions, TAR));
    }

    /** Read twice, the first time for its entity tag. */
    private Optional<CompletionStage<Response>> manifest(StorageKey key, Conditions conditions)
            throws StorageException, DeliveryQueueFullException {
        long size;
        EntityTag tag;
        try (ObjectStream object = store.open(key, null)) {
            size = object.length();
            tag = EntityTag.of(object.body());
        } catch (ObjectMissingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw cut(key, e);
        }
        Optional<Response> instead = conditions.answerInstead(tag);
        if (instead.isPresent()) {
            return Optional.of(CompletableFuture.completedStage(instead.get()));
        }
        Response.ResponseBuilder head = Response.ok()
                .type(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_LENGTH, size)
                .header(HttpHeaders.ETAG, tag.value());
        return Optional.of(sender.answer(head, () -> open(key, size)));
    }

    private ChunkSource open(StorageKey key, long size) throws StorageException {
        ObjectChunks chunks = new ObjectChunks(store.open(key, null));
        if (chunks.length() == size) {
            return chunks;
        }
        try (chunks) {
            throw new StorageUnavailableException(key + " was replaced while it was read", null);
        } catch (IOException e) {
            throw cut(key, e);
        }
    }

    private static StorageUnavailableException cut(StorageKey key, IOException e) {
        return new StorageUnavailableException(key + " was cut while it was read", e);
    }

    private Optional<Response> small(Bundle bundle, String name, Conditions conditions) throws StorageException {
        Optional<byte[]> read = read(bundle, name);
        return read.map(bytes -> answer(bytes, name, conditions));
    }

    private static Response answer(byte[] bytes, String name, Conditions conditions) {
        EntityTag tag = EntityTag.of(bytes);
        String type = switch (name) {
            case BundleNames.README -> "text/plain;charset=UTF-8";
            default -> MediaType.APPLICATION_OCTET_STREAM;
        };
        return conditions
                .answerInstead(tag)
                .orElseGet(() -> Response.ok(bytes, type)
                        .header(HttpHeaders.CONTENT_LENGTH, bytes.length)
                        .header(HttpHeaders.ETAG, tag.value())
                        .build());
    }

    private Optional<byte[]> read(Bundle bundle, String name) throws StorageException {
        StorageKey key = new StorageKey(bundle.key(name));
        try (ObjectStream object = store.open(key, null)) {
            return Optional.of(object.body().readNBytes(ManifestHead.MAX_SIZE));
        } catch (ObjectMissingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw cut(key, e);
        }
    }
}
