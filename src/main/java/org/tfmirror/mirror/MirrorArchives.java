package org.tfmirror.mirror;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.delivery.ArchiveDelivery;
import org.tfmirror.delivery.ClientAddress;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.delivery.access.MirrorAccessPolicy.SignedQuery;
import org.tfmirror.delivery.answer.MirrorError;
import org.tfmirror.demand.archive.ArchiveDemand;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.storage.StorageException;

/** Gives archives to clients that may have them: mirrored ones, and those that come on demand. */
@Singleton
class MirrorArchives {

    private final MirrorDocuments documents;
    private final MirrorAccessPolicy access;
    private final ArchiveDelivery delivery;
    private final ArchiveDemand demand;

    MirrorArchives(
            MirrorDocuments documents, MirrorAccessPolicy access, ArchiveDelivery delivery, ArchiveDemand demand) {
        this.documents = documents;
        this.access = access;
        this.delivery = delivery;
        this.demand = demand;
    }

    /**
     * What a client asks for.
     *
     * @param file the archive's name
     * @param uri path and query, as it sent them
     * @param askedBy its token's name where it sends one, or else its address: Terraform sends none for archives
     * @param seesEnds as in {@link ArchiveDemand.Request}
     */
    record Wanted(
            ProviderAddress provider,
            String file,
            SignedQuery query,
            String uri,
            String askedBy,
            Conditions conditions,
            boolean seesEnds) {}

    Wanted wanted(ProviderAddress provider, String file, HttpServerRequest request, Conditions conditions) {
        return new Wanted(
                provider,
                file,
                SignedQuery.of(request::getParam),
                request.uri(),
                ClientAddress.orToken(request, access),
                conditions,
                request.version() != HttpVersion.HTTP_1_0);
    }

    /** The answer to GET; one to a client that waits comes later. */
    CompletionStage<Response> get(Wanted wanted)
            throws SQLException, StorageException, DeliveryQueueFullException, ArchiveDemand.Refused {
        if (!opens(wanted, false)) {
            return now(notOpened()); // before anything is looked up for a stranger
        }
        Optional<Archive> archive = documents.archive(wanted.provider(), wanted.file());
        if (archive.isPresent()) {
            return opens(wanted, archive.get().requiresToken())
                    ? delivery.get(archive.get(), wanted.conditions())
                    : now(notOpened());
        }
        Optional<PackageId> id = onDemand(wanted);
        if (id.isEmpty()) {
            return now(MirrorError.notMirrored());
        }
        return opens(wanted, demand.isPrivate(id.get()))
                ? demand.get(new ArchiveDemand.Request(
                        id.get(), wanted.askedBy(), wanted.uri(), wanted.conditions(), wanted.seesEnds()))
                : now(notOpened());
    }

    /** The answer to HEAD, which makes nothing come. */
    CompletionStage<Response> head(Wanted wanted) throws SQLException {
        if (!opens(wanted, false)) {
            return now(notOpened());
        }
        Optional<Archive> archive = documents.archive(wanted.provider(), wanted.file());
        if (archive.isPresent()) {
            return now(
                    opens(wanted, archive.get().requiresToken())
                            ? delivery.head(archive.get(), wanted.conditions())
                            : notOpened());
        }
        Optional<PackageId> id = onDemand(wanted);
        if (id.isEmpty()) {
            return now(MirrorError.notMirrored());
        }
        return now(opens(wanted, demand.isPrivate(id.get())) ? demand.head() : notOpened());
    }

    private boolean opens(Wanted wanted, boolean guarded) {
        return access.allowsFile(wanted.provider(), wanted.file(), wanted.query(), guarded);
    }

    private Optional<PackageId> onDemand(Wanted wanted) throws SQLException {
        Optional<PackageId> id = PackageId.ofArchiveName(wanted.provider(), wanted.file());
        return id.isPresent() && demand.mayCome(id.get(), wanted.askedBy()) ? id : Optional.empty();
    }

    private static CompletionStage<Response> now(Response response) {
        return CompletableFuture.completedStage(response);
    }

    private static Response notOpened() {
        return MirrorError.response(
                403, "this URL is not valid or has expired; take it from the answer that names the archive");
    }
}
