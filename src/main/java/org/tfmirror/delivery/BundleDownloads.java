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
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.Part;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;

/** Gives the files of exported bundles: parts as archives are given, with ranges; the small ones at once. */
@Singleton
public class BundleDownloads {

    private static final String TAR = "application/x-tar";
    private static final Set<String> SMALL = Set.of(BundleNames.MANIFEST, BundleNames.SIGNATURE, BundleNames.README);

    private final Bundles bundles;
    private final ObjectStore store;
    private final ArchiveDelivery delivery;

    BundleDownloads(Bundles bundles, ObjectStore store, ArchiveDelivery delivery) {
        this.bundles = bundles;
        this.store = store;
        this.delivery = delivery;
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
        Optional<Part> part = bundles.parts(bundle.id()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(delivery.get(
                new Archive(bundle.key(name), part.get().size(), part.get().sha256(), false), conditions, TAR));
    }

    private Optional<Response> small(Bundle bundle, String name, Conditions conditions) throws StorageException {
        Optional<byte[]> read = read(bundle, name);
        return read.map(bytes -> answer(bytes, name, conditions));
    }

    private static Response answer(byte[] bytes, String name, Conditions conditions) {
        EntityTag tag = EntityTag.of(bytes);
        String type = switch (name) {
            case BundleNames.MANIFEST -> MediaType.APPLICATION_JSON;
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
            return Optional.of(object.body().readNBytes(Manifest.MAX_SIZE));
        } catch (ObjectMissingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageUnavailableException(key + " was cut while it was read", e);
        }
    }
}
