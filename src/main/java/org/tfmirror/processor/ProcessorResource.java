package org.tfmirror.processor;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.SQLException;
import org.tfmirror.job.Backlog;

/** The processor's state and its switch, for operators. */
@Path("/admin/api/processor")
@Produces(MediaType.APPLICATION_JSON)
public class ProcessorResource {

    private final ProcessorMonitor monitor;
    private final Processor processor;
    private final Backlog backlog;

    ProcessorResource(ProcessorMonitor monitor, Processor processor, Backlog backlog) {
        this.monitor = monitor;
        this.processor = processor;
        this.backlog = backlog;
    }

    @GET
    @Path("/status")
    @RolesAllowed({"viewer", "admin"})
    public ProcessorStatus status() throws SQLException {
        return monitor.status();
    }

    @POST
    @Path("/pause")
    @RolesAllowed("admin")
    public ProcessorStatus pause(@Context SecurityContext caller) throws SQLException {
        backlog.setPaused(true, caller.getUserPrincipal().getName());
        return monitor.status();
    }

    @POST
    @Path("/resume")
    @RolesAllowed("admin")
    public ProcessorStatus resume(@Context SecurityContext caller) throws SQLException {
        backlog.setPaused(false, caller.getUserPrincipal().getName());
        processor.wake();
        return monitor.status();
    }
}
