package org.tfmirror.console;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.tfmirror.console.page.Frame;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;

/** The overview page, and the pages of login and logout. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
public class OverviewPages {

    private final Pages pages;
    private final OverviewReader reader;

    OverviewPages(Pages pages, OverviewReader reader) {
        this.pages = pages;
        this.reader = reader;
    }

    @GET
    @Transactional
    @RolesAllowed({"viewer", "admin"})
    public TemplateInstance overview(@Context RoutingContext request) throws SQLException {
        return Templates.overview(pages.frame(request, Section.OVERVIEW, "Overview"), reader.read(pages.now()));
    }

    /** Where a login ends whose page is not known any more. */
    @GET
    @Path("/login")
    @RolesAllowed({"viewer", "admin"})
    public Response login() {
        return Pages.seeOther("/console/");
    }

    @GET
    @Path("/signed-out")
    @PermitAll
    public TemplateInstance signedOut() {
        return Templates.signedOut(new Frame("Logged out", Section.OVERVIEW, null, null));
    }
}
