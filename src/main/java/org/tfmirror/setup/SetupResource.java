package org.tfmirror.setup;

import io.quarkus.runtime.Startup;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.catalog.view.ServedReleases.Coverage;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.RequestThreads;
import org.tfmirror.delivery.access.MirrorAccessPolicy;

/** Tells anybody how to use this mirror: a text for a terminal, a page for a browser. */
@Path("/setup")
@PermitAll
@Singleton
@Startup // so that a wrong address stops the start
public class SetupResource {

    private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8");
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    /** All packages are counted for it, and anybody may ask. */
    private static final Duration COUNTED_FOR = Duration.ofMinutes(1);

    private final PublicUrl url;
    private final boolean needsToken;
    private final ServedReleases releases;
    private final RequestThreads threads;
    private final Clock clock;
    private @Nullable Coverage counted;
    private Instant countedAt = Instant.MIN;

    SetupResource(
            SetupConfig config,
            MirrorAccessPolicy access,
            ServedReleases releases,
            RequestThreads threads,
            Clock clock) {
        this.url = PublicUrl.of(config.publicUrl());
        this.needsToken = !access.allowsDocuments(null);
        this.releases = releases;
        this.threads = threads;
        this.clock = clock;
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
        List<Part> parts = new SetupText(url, needsToken, coverage()).parts();
        byte[] body = (browser ? Part.page(parts) : Part.plain(parts)).getBytes(StandardCharsets.UTF_8);
        Response answer = conditions.answer(body, browser ? HTML : TEXT, "no-cache");
        return Response.fromResponse(answer)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private synchronized Coverage coverage() throws SQLException {
        Coverage known = counted;
        if (known == null || clock.instant().isAfter(countedAt.plus(COUNTED_FOR))) {
            known = releases.coverage();
            counted = known;
            countedAt = clock.instant();
        }
        return known;
    }
}
