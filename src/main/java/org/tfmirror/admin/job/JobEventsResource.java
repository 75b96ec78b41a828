package org.tfmirror.admin.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.live.ItemEvent;
import org.tfmirror.live.JobEvent;
import org.tfmirror.live.JobEventHub;
import org.tfmirror.live.JobEventStream;
import org.tfmirror.live.SkippedEvent;
import org.tfmirror.web.ParameterReader;

/**
 * A job's progress as <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>.
 * It begins with what there is to see, so that a client that lost its stream need only ask again.
 */
@Path("/admin/api/jobs/{id}/events")
public class JobEventsResource {

    /** The last event's id. A browser that comes back with it is told by 204 not to come again. */
    private static final String LAST = "end";

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int RECONNECT_MILLIS = 2_000;

    private final JobEventHub hub;
    private final ObjectMapper mapper;
    private final Sse sse;

    JobEventsResource(JobEventHub hub, ObjectMapper mapper, Sse sse) {
        this.hub = hub;
        this.mapper = mapper;
        this.sse = sse;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RolesAllowed({"viewer", "admin"})
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no") // or nginx keeps the events for itself
    @Operation(
            summary = "A job's progress, live",
            description = "Server-sent events: first an item event for each item that is under way, has failed or waits"
                    + " for a retry, and a job event with the counts; then one for each change. A skipped event says"
                    + " that more items changed than were told of, and where all are. Comments are sent when nothing"
                    + " changes. The stream ends with the job event that tells of its end.")
    @APIResponse(
            responseCode = "200",
            description = "Events named job, item and skipped, their data in JSON",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {JobEvent.class, ItemEvent.class, SkippedEvent.class})))
    @APIResponse(responseCode = "204", description = "The client has seen the end already")
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id,
            @Parameter(hidden = true) @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId)
            throws SQLException {
        JobProgress first = hub.first(ParameterReader.id(id));
        if (first.status().isTerminal() && LAST.equals(lastEventId)) {
            throw new WebApplicationException(Response.noContent().build());
        }
        return hub.follow(first).onItem().<JobEventStream.Event>disjoint().map(this::wired);
    }

    private OutboundSseEvent wired(JobEventStream.Event event) {
        OutboundSseEvent.Builder builder = sse.newEventBuilder();
        if (event.name() == null || event.data() == null) {
            return builder.comment("nothing new").build();
        }
        if (event.last()) {
            builder.id(LAST);
        }
        return builder.name(event.name())
                .reconnectDelay(RECONNECT_MILLIS)
                .data(String.class, json(event.data()))
                .build();
    }

    private String json(Object data) {
        try {
            return mapper.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
