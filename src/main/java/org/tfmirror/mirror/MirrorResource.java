package org.tfmirror.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
import org.tfmirror.demand.documents.DocumentDemand.Client;
import org.tfmirror.demand.documents.DocumentDemand.Offer;
import org.tfmirror.demand.documents.DocumentDemand.Vouched;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.StorageException;

/**
 * The <a href="https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol">provider network
 * mirror protocol</a>. Nobody needs to log in; who may read is the {@link MirrorAccessPolicy}'s to say. Whatever is not
 * mirrored, or is no name at all, is 404.
 */
@Path("/v1/providers/{hostname}/{namespace}/{type}/{file}")
@PermitAll
@Measured
public class MirrorResource {

    private static final String JSON = ".json";
    private static final Pattern FILE = Pattern.compile("[0-9A-Za-z._+-]{1,400}");

    private final MirrorDocuments documents;
    private final MirrorAccessPolicy access;
    private final MirrorArchives archives;
    private final RequestThreads threads;
    private final ObjectMapper mapper;

    MirrorResource(
            MirrorDocuments documents,
            MirrorAccessPolicy access,
            MirrorArchives archives,
            RequestThreads threads,
            ObjectMapper mapper) {
        this.documents = documents;
        this.access = access;
        this.archives = archives;
        this.threads = threads;
        this.mapper = mapper;
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
                ? now(notMirrored())
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
                ? now(notMirrored())
                : threads.answer(() -> answer(wanted.get(), headers, request, archives::head));
    }

    private CompletionStage<Response> answer(
            Wanted wanted, HttpHeaders headers, HttpServerRequest request, ArchiveGiver giver)
            throws StorageException, SQLException, JsonProcessingException, DeliveryQueueFullException,
                    ArchiveDemand.Refused {
        Conditions conditions = Conditions.of(headers);
        if (wanted.file().endsWith(JSON)) {
            String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
            return access.allowsDocuments(authorization)
                    ? json(wanted, new Client(addressOf(request), access.allowsGuarded(authorization)), conditions)
                    : now(MirrorError.unauthorized());
        }
        return giver.give(MirrorArchives.Wanted.of(wanted.provider(), wanted.file(), request, conditions));
    }

    private static CompletionStage<Response> now(Response response) {
        return CompletableFuture.completedStage(response);
    }

    /** What may come on demand is asked for first; whoever waits for it holds no thread. */
    private CompletionStage<Response> json(Wanted wanted, Client client, Conditions conditions)
            throws SQLException, JsonProcessingException {
        String name = wanted.file().substring(0, wanted.file().length() - JSON.length());
        if (name.equals("index")) {
            return when(documents.moreVersions(wanted.provider(), client), more -> {
                List<AvailableVersion> given =
                        more instanceof Offer.Given<List<AvailableVersion>> some ? some.value() : List.of();
                return json(guarded -> documents.versions(wanted.provider(), guarded, given), more, client, conditions);
            });
        }
        Optional<ProviderVersion> version = version(name);
        if (version.isEmpty()) {
            return now(notMirrored());
        }
        ReleaseId release = new ReleaseId(wanted.provider(), version.get());
        return when(documents.morePackages(release, client), more -> {
            Map<Platform, Vouched> given =
                    more instanceof Offer.Given<Map<Platform, Vouched>> some ? some.value() : Map.of();
            return json(
                    guarded -> documents.archives(release.provider(), release.version(), guarded, given),
                    more,
                    client,
                    conditions);
        });
    }

    /** A document for readers, of whom some may have what needs a token. */
    private interface Document {
        Optional<?> of(boolean guarded) throws SQLException;
    }

    /** What is answered when it is known what may come. */
    private interface Answer<T> {
        Response to(T offer) throws SQLException, JsonProcessingException;
    }

    private <T> CompletionStage<Response> when(CompletableFuture<T> offer, Answer<T> answer)
            throws SQLException, JsonProcessingException {
        return offer.isDone() && !offer.isCompletedExceptionally()
                ? now(answer.to(offer.join()))
                : offer.thenCompose(given -> threads.answer(() -> now(answer.to(given))));
    }

    private Response json(Document document, Offer<?> more, Client client, Conditions conditions)
            throws SQLException, JsonProcessingException {
        Optional<?> found = document.of(client.guarded());
        if (found.isPresent()) {
            return json(found.get(), conditions);
        }
        if (!client.guarded() && document.of(true).isPresent()) {
            return MirrorError.unauthorized();
        }
        return more instanceof Offer.Unavailable ? MirrorError.tryAgain() : notMirrored();
    }

    private Response json(Object document, Conditions conditions) throws JsonProcessingException {
        return conditions.answer(
                mapper.writeValueAsBytes(document), MediaType.APPLICATION_JSON_TYPE, access.cacheControl());
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

    private static String addressOf(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
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

    private static Response notMirrored() {
        return MirrorError.notMirrored();
    }
}
