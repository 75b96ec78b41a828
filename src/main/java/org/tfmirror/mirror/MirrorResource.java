package org.tfmirror.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.delivery.RequestThreads;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.delivery.answer.Measured;
import org.tfmirror.delivery.answer.MirrorError;
import org.tfmirror.demand.archive.ArchiveDemand;
import org.tfmirror.demand.documents.DemandedDocuments;
import org.tfmirror.demand.documents.DocumentDemand;
import org.tfmirror.demand.documents.DocumentDemand.Packages;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.StorageException;

/**
 * The <a href="https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol">provider network
 * mirror protocol</a>. There is no login; the {@link MirrorAccessPolicy} decides who may read. A package that is not
 * mirrored, and a path that is not a name, is 404.
 */
@Path("/v1/providers/{hostname}/{namespace}/{type}/{file}")
@PermitAll
@Measured
public class MirrorResource {

    private static final String JSON = ".json";
    private static final Pattern FILE = Pattern.compile("[0-9A-Za-z._+-]{1,400}");

    private final MirrorDocuments documents;
    private final DocumentDemand demand;
    private final DemandedDocuments answers;
    private final MirrorArchives archives;
    private final RequestThreads threads;

    MirrorResource(
            MirrorDocuments documents,
            DocumentDemand demand,
            DemandedDocuments answers,
            MirrorArchives archives,
            RequestThreads threads) {
        this.documents = documents;
        this.demand = demand;
        this.answers = answers;
        this.archives = archives;
        this.threads = threads;
    }

    /** What the path names. */
    private record Wanted(ProviderAddress provider, String file) {}

    /** Gives an archive, or what HEAD asks of it. */
    private interface ArchiveGiver {
        CompletionStage<Response> give(MirrorArchives.Wanted wanted)
                throws SQLException, StorageException, DeliveryQueueFullException, ArchiveDemand.Refused;
    }

    @GET
    public CompletionStage<Response> get(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @PathParam("file") String file,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Optional<Wanted> wanted = wanted(request.path(), hostname, namespace, type, file);
        return wanted.isEmpty()
                ? now(MirrorError.notMirrored())
                : threads.answer(() -> answer(wanted.get(), headers, request, archives::get));
    }

    /** Answered by us in both ways of delivery: a presigned URL is good for GET only. */
    @HEAD
    public CompletionStage<Response> head(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @PathParam("file") String file,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Optional<Wanted> wanted = wanted(request.path(), hostname, namespace, type, file);
        return wanted.isEmpty()
                ? now(MirrorError.notMirrored())
                : threads.answer(() -> answer(wanted.get(), headers, request, archives::head));
    }

    private CompletionStage<Response> answer(
            Wanted wanted, HttpHeaders headers, HttpServerRequest request, ArchiveGiver giver)
            throws StorageException, SQLException, JsonProcessingException, DeliveryQueueFullException,
                    ArchiveDemand.Refused {
        return wanted.file().endsWith(JSON)
                ? json(wanted, headers, request)
                : giver.give(archives.wanted(wanted.provider(), wanted.file(), request, Conditions.of(headers)));
    }

    private static CompletionStage<Response> now(Response response) {
        return CompletableFuture.completedStage(response);
    }

    private CompletionStage<Response> json(Wanted wanted, HttpHeaders headers, HttpServerRequest request)
            throws SQLException, JsonProcessingException {
        ProviderAddress provider = wanted.provider();
        String name = wanted.file().substring(0, wanted.file().length() - JSON.length());
        if (name.equals("index")) {
            return answers.answer(
                    headers,
                    request,
                    client -> demand.versions(provider, client),
                    (guarded, more) -> documents.versions(provider, guarded, more.or(List.of())));
        }
        Optional<ProviderVersion> version = version(name);
        if (version.isEmpty()) {
            return now(MirrorError.notMirrored());
        }
        ReleaseId release = new ReleaseId(provider, version.get());
        return answers.answer(
                headers,
                request,
                client -> demand.packages(release, client),
                (guarded, more) -> documents.archives(release, guarded, more.or(Packages.NONE)));
    }

    /** Only the canonical form is a name here: 1.2.json is not 1.2.0.json. */
    private static Optional<ProviderVersion> version(String name) {
        try {
            return Optional.of(ProviderVersion.parse(name))
                    .filter(version -> version.toString().equals(name));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<Wanted> wanted(
            @Nullable String path, String hostname, String namespace, String type, String file) {
        // Routing is generous with slashes; but only one spelling is a name.
        if (path == null
                || path.contains("//")
                || path.endsWith("/")
                || !FILE.matcher(file).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Wanted(new ProviderAddress(hostname, namespace, type), file));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
