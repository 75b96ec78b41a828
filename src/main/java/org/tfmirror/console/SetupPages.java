package org.tfmirror.console;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.guide.SetupGuide;

/** The guide for setting up a client. */
@Path("/console/setup")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class SetupPages {

    private final Pages pages;
    private final SetupGuide guide;

    SetupPages(Pages pages, SetupGuide guide) {
        this.pages = pages;
        this.guide = guide;
    }

    @GET
    @Transactional
    public TemplateInstance setup(@Context RoutingContext request) throws SQLException {
        return Templates.setup(pages.frame(request, Section.SETUP, "Set up a client"), ClientSetup.of(guide.parts()));
    }
}
