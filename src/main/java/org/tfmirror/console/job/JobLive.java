package org.tfmirror.console.job;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.live.ItemEvent;
import org.tfmirror.live.JobEvent;
import org.tfmirror.live.JobEventHub;
import org.tfmirror.live.JobEventStream;
import org.tfmirror.web.ParameterReader;

/** A job's events as parts of its page, which replace those that the browser has. */
@Path("/console/jobs/{id}/events")
public class JobLive {

    private static final int RECONNECT_MILLIS = 2_000;

    private final JobEventHub hub;
    private final Sse sse;
    private final Clock clock;

    JobLive(JobEventHub hub, Sse sse, Clock clock) {
        this.hub = hub;
        this.sse = sse;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RolesAllowed({"viewer", "admin"})
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(@PathParam("id") String id) throws SQLException {
        JobProgress first = hub.first(ParameterReader.id(id));
        return hub.follow(first).onItem().transformToIterable(this::written);
    }

    /** One event with all that changed; at the end one more, by which the browser closes the stream. */
    private List<OutboundSseEvent> written(List<JobEventStream.Event> events) {
        StringBuilder html = new StringBuilder();
        boolean last = false;
        for (JobEventStream.Event each : events) {
            if (each.data() instanceof ItemEvent item) {
                html.append(
                        Templates.item(ItemRow.of(item, clock.instant()), true).render());
            } else if (each.data() instanceof JobEvent job) {
                html.append(Templates.progress(JobState.of(job), true).render());
            }
            last = last || each.last();
        }
        List<OutboundSseEvent> written = new ArrayList<>();
        written.add(
                html.isEmpty()
                        ? sse.newEventBuilder().comment("nothing new").build()
                        : event("change", html.toString()));
        if (last) {
            written.add(event("end", "end"));
        }
        return written;
    }

    private OutboundSseEvent event(String name, String data) {
        return sse.newEventBuilder()
                .name(name)
                .reconnectDelay(RECONNECT_MILLIS)
                .data(String.class, data)
                .build();
    }
}
