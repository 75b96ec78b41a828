package org.tfmirror.admin.subscription;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.UploadedText;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.submission.SubscriptionFileParser;
import org.tfmirror.web.RequestCaller;

/** Loads subscriptions from a file. */
@Path("/admin/api/subscriptions/load")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.MULTIPART_FORM_DATA)
public class SubscriptionLoadResource {

    private final SubscriptionFileParser parser;
    private final SubscriptionCommands commands;

    SubscriptionLoadResource(SubscriptionFileParser parser, SubscriptionCommands commands) {
        this.parser = parser;
        this.commands = commands;
    }

    @POST
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_LOAD, object = "subscriptions")
    public LoadedView load(@RestForm(UploadedText.FILE) @Nullable FileUpload file, @Context RoutingContext request)
            throws IOException, SQLException {
        String text = UploadedText.read(file, "send a file of subscriptions, as a file in a multipart form");
        return LoadedView.of(
                commands.load(RequestCaller.known(request), parser.parse(text).specs()));
    }
}
