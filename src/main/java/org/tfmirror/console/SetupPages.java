package org.tfmirror.console;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.delivery.access.MirrorAccessPolicy;

/** How to set up a client. */
@Path("/console/setup")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class SetupPages {

    private static final String EXAMPLE = "https://mirror.example.com";

    private final Pages pages;
    private final ClientSetup setup;

    SetupPages(
            Pages pages,
            MirrorAccessPolicy access,
            @ConfigProperty(name = "tfmirror.public-url") Optional<String> address) {
        this.pages = pages;
        this.setup = new ClientSetup(
                address.orElse(EXAMPLE).replaceFirst("/+$", ""), address.isPresent(), !access.allowsDocuments(null));
    }

    @GET
    public TemplateInstance setup(@Context RoutingContext request) {
        return Templates.setup(pages.frame(request, Section.SETUP, "Set up a client"), setup);
    }
}
