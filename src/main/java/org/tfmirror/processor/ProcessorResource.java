package org.tfmirror.processor;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.ProcessorSwitch;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.web.RequestCaller;

/** The processor's state and its switch, for operators. */
@Path("/admin/api/processor")
@Produces(MediaType.APPLICATION_JSON)
public class ProcessorResource {

    private final ProcessorMonitor monitor;
    private final Processor processor;
    private final ProcessorSwitch pauseSwitch;

    ProcessorResource(ProcessorMonitor monitor, Processor processor, ProcessorSwitch pauseSwitch) {
        this.monitor = monitor;
        this.processor = processor;
        this.pauseSwitch = pauseSwitch;
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
    @Audited(action = Action.PROCESSOR_PAUSE, object = "processor")
    public ProcessorStatus pause(@Context RoutingContext request) throws SQLException {
        pauseSwitch.set(RequestCaller.known(request), true);
        return monitor.status();
    }

    @POST
    @Path("/resume")
    @RolesAllowed("admin")
    @Audited(action = Action.PROCESSOR_RESUME, object = "processor")
    public ProcessorStatus resume(@Context RoutingContext request) throws SQLException {
        pauseSwitch.set(RequestCaller.known(request), false);
        processor.wake();
        return monitor.status();
    }
}
