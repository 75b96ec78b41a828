package org.tfmirror.registry;

import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.view.ServedReleases.Vouching;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.RequestThreads;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.delivery.access.MirrorAccessPolicy.SignedQuery;
import org.tfmirror.delivery.answer.Measured;
import org.tfmirror.delivery.answer.MirrorError;
import org.tfmirror.demand.documents.DemandedDocuments;
import org.tfmirror.demand.documents.DocumentDemand;
import org.tfmirror.demand.documents.DocumentDemand.Packages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The <a href="https://developer.hashicorp.com/terraform/internals/provider-registry-protocol">provider registry
 * protocol</a>, one registry for each hostname, for a client's {@code host} block. The
 * {@link MirrorAccessPolicy} decides who may read. What this face does not have, and what is not a name, is 404.
 */
@Path("/v1/registry/{hostname}/providers/{namespace}/{type}")
@PermitAll
@Measured
public class RegistryResource {

    private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8");

    private final RegistryDocuments documents;
    private final DocumentDemand demand;
    private final DemandedDocuments answers;
    private final MirrorAccessPolicy access;
    private final RequestThreads threads;

    RegistryResource(
            RegistryDocuments documents,
            DocumentDemand demand,
            DemandedDocuments answers,
            MirrorAccessPolicy access,
            RequestThreads threads) {
        this.documents = documents;
        this.demand = demand;
        this.answers = answers;
        this.access = access;
        this.threads = threads;
    }

    @GET
    @Path("versions")
    public CompletionStage<Response> versions(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Optional<ProviderAddress> provider = RequestedName.provider(request.path(), hostname, namespace, type);
        return provider.isEmpty()
                ? notHere()
                : threads.answer(() -> answers.answer(
                        headers,
                        request,
                        client -> demand.versions(provider.get(), client),
                        (guarded, more) -> documents.versions(provider.get(), guarded, more.or(List.of()))));
    }

    @GET
    @Path("{version}/download/{os}/{arch}")
    public CompletionStage<Response> download(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @PathParam("version") String version,
            @PathParam("os") String os,
            @PathParam("arch") String arch,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Optional<PackageId> id = RequestedName.provider(request.path(), hostname, namespace, type)
                .flatMap(provider -> RequestedName.version(version)
                        .flatMap(canonical -> RequestedName.platform(os, arch)
                                .map(platform -> new PackageId(provider, canonical, platform))));
        return id.isEmpty()
                ? notHere()
                : threads.answer(() -> answers.answer(
                        headers,
                        request,
                        client -> documents.more(id.get(), client),
                        (guarded, more) -> documents.download(id.get(), guarded, more.or(Packages.NONE))));
    }

    /** The SHA256SUMS document, or its signature. Clients send no token for them. */
    @GET
    @Path("{version}/evidence/{digest}/{file}")
    public CompletionStage<Response> evidence(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @PathParam("version") String version,
            @PathParam("digest") String digest,
            @PathParam("file") String filename,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Optional<ProviderAddress> provider = RequestedName.provider(request.path(), hostname, namespace, type);
        Optional<ProviderVersion> canonical = RequestedName.version(version);
        Optional<EvidenceFile> file = EvidenceFile.called(filename);
        if (provider.isEmpty() || canonical.isEmpty() || file.isEmpty() || !RequestedName.isDigest(digest)) {
            return notHere();
        }
        SignedQuery query = SignedQuery.of(request::getParam);
        return threads.answer(() -> CompletableFuture.completedStage(
                evidence(provider.get(), canonical.get(), digest, file.get(), query, Conditions.of(headers))));
    }

    private Response evidence(
            ProviderAddress provider,
            ProviderVersion version,
            String digest,
            EvidenceFile file,
            SignedQuery query,
            Conditions conditions)
            throws SQLException {
        String signedAs = file.signedAs(version.toString(), digest);
        if (!access.allowsFile(provider, signedAs, query, false)) {
            return notOpened(); // before anything is looked up for a stranger
        }
        Optional<Vouching> found = documents.evidence(new ReleaseId(provider, version), digest);
        byte @Nullable [] bytes =
                found.map(vouching -> file.of(vouching.evidence())).orElse(null);
        if (bytes == null) {
            return notFound();
        }
        if (!access.allowsFile(provider, signedAs, query, found.get().requiresToken())) {
            return notOpened();
        }
        MediaType type = switch (file) {
            case SHASUMS -> TEXT;
            case SIGNATURE -> MediaType.APPLICATION_OCTET_STREAM_TYPE;
        };
        return conditions.answer(bytes, type, access.cacheControl());
    }

    private static CompletionStage<Response> notHere() {
        return CompletableFuture.completedStage(notFound());
    }

    private static Response notFound() {
        return MirrorError.response(404, MirrorError.NOT_MIRRORED);
    }

    private static Response notOpened() {
        return MirrorError.response(403, "this URL is not valid or has expired; take it from the answer that names it");
    }
}
