package org.tfmirror.setup;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.RequestThreads;
import org.tfmirror.guide.Part;
import org.tfmirror.guide.SetupGuide;

/** The guide for clients, open to anyone: text for a terminal, a page for a browser. */
@Path("/setup")
@PermitAll
@Singleton
public class SetupResource {

    private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8");
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    private final SetupGuide guide;
    private final RequestThreads threads;

    SetupResource(SetupGuide guide, RequestThreads threads) {
        this.guide = guide;
        this.threads = threads;
    }

    @GET
    public CompletionStage<Response> get(@Context HttpHeaders headers) {
        Conditions conditions = Conditions.of(headers);
        boolean browser = headers.getAcceptableMediaTypes().stream()
                .anyMatch(type ->
                        type.getType().equals("text") && type.getSubtype().equals("html"));
        return threads.answer(() -> CompletableFuture.completedStage(answer(browser, conditions)));
    }

    private Response answer(boolean browser, Conditions conditions) throws SQLException {
        List<Part> parts = guide.parts();
        byte[] body = (browser ? Part.page(parts) : Part.plain(parts)).getBytes(StandardCharsets.UTF_8);
        Response answer = conditions.answer(body, browser ? HTML : TEXT, "no-cache");
        return Response.fromResponse(answer)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
