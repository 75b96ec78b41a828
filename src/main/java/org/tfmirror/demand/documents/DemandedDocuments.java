package org.tfmirror.demand.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tfmirror.delivery.ClientAddress;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.RequestThreads;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.delivery.answer.MirrorError;
import org.tfmirror.demand.documents.DocumentDemand.Client;
import org.tfmirror.demand.documents.DocumentDemand.Offer;

/** Answers requests for documents of either protocol, from what is mirrored and what may come on demand. */
@Singleton
public final class DemandedDocuments {

    private final MirrorAccessPolicy access;
    private final RequestThreads threads;
    private final ObjectMapper mapper;

    DemandedDocuments(MirrorAccessPolicy access, RequestThreads threads, ObjectMapper mapper) {
        this.access = access;
        this.threads = threads;
        this.mapper = mapper;
    }

    /** Asks what may come on demand. */
    public interface Question<T> {
        CompletableFuture<Offer<T>> ask(Client client) throws SQLException;
    }

    /** The document for readers who may have what needs a token, or may not; empty where there is nothing to tell. */
    public interface Document<T> {
        Optional<?> of(boolean guarded, Offer<T> more) throws SQLException;
    }

    /** Asks first what may come on demand. A request that waits for it holds no thread. */
    public <T> CompletionStage<Response> answer(
            HttpHeaders headers, HttpServerRequest request, Question<T> question, Document<T> document)
            throws SQLException, JsonProcessingException {
        String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (!access.allowsDocuments(authorization)) {
            return CompletableFuture.completedStage(MirrorError.unauthorized());
        }
        Conditions conditions = Conditions.of(headers);
        Client client = new Client(ClientAddress.orToken(request, access), access.allowsGuarded(authorization));
        CompletableFuture<Offer<T>> offer = question.ask(client);
        return offer.isDone() && !offer.isCompletedExceptionally()
                ? CompletableFuture.completedStage(answer(document, offer.join(), client, conditions))
                : offer.thenCompose(more -> threads.answer(
                        () -> CompletableFuture.completedStage(answer(document, more, client, conditions))));
    }

    private <T> Response answer(Document<T> document, Offer<T> more, Client client, Conditions conditions)
            throws SQLException, JsonProcessingException {
        Optional<?> found = document.of(client.guarded(), more);
        if (found.isPresent()) {
            return conditions.answer(
                    mapper.writeValueAsBytes(found.get()), MediaType.APPLICATION_JSON_TYPE, access.cacheControl());
        }
        if (!client.guarded() && document.of(true, more).isPresent()) {
            return MirrorError.unauthorized();
        }
        return more instanceof Offer.Unavailable ? MirrorError.tryAgain() : MirrorError.notMirrored();
    }
}
