package org.tfmirror.console.catalog;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.command.CatalogCommands;
import org.tfmirror.command.JobCommands;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Reason;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.web.ParameterReader;

/** Lists a version as it is, and has packages read again. */
@Path("/console/releases")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class ReleaseActions {

    private final CatalogCommands commands;
    private final JobCommands jobs;
    private final CatalogOverview catalog;
    private final Sessions sessions;
    private final Pages pages;

    ReleaseActions(
            CatalogCommands commands, JobCommands jobs, CatalogOverview catalog, Sessions sessions, Pages pages) {
        this.commands = commands;
        this.jobs = jobs;
        this.catalog = catalog;
        this.sessions = sessions;
        this.pages = pages;
    }

    @GET
    @Path("/list")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    public TemplateInstance confirm(
            @QueryParam("source") @Nullable String source,
            @QueryParam("version") @Nullable String version,
            @Context RoutingContext request)
            throws SQLException {
        ReleaseId release = release(source, version);
        String waitingFor = catalog.packages(release.provider()).stream()
                .filter(each -> each.name().version().equals(release.version()))
                .map(CatalogOverview.Held::waitingFor)
                .findFirst()
                .orElseThrow(NotFoundException::new);
        ProviderName provider = ProviderName.of(release.provider());
        return Templates.list(
                pages.frame(request, Section.PROVIDERS, "List " + provider.shortName() + " " + release.version()),
                provider,
                release.version().toString(),
                waitingFor);
    }

    @POST
    @Path("/list")
    @RolesAllowed("admin")
    @Audited(action = Action.RELEASE_LIST, object = "release")
    public Response list(
            @RestForm @Nullable String source,
            @RestForm @Nullable String version,
            @RestForm @Nullable String reason,
            @RestForm("form_token") @Nullable String token,
            @Context RoutingContext request)
            throws SQLException {
        Caller caller = sessions.caller(request, token);
        ReleaseId release = release(source, version);
        String page = ProviderName.of(release.provider()).path();
        CatalogCommands.Listed listed = commands.list(caller, release, Reason.required(reason));
        return listed.warnings().isEmpty()
                ? Pages.done(page, Message.LISTED)
                : pages.warned(request, Section.PROVIDERS, Message.LISTED, listed.warnings(), page);
    }

    /** Reads the objects of a provider, of a version, or of one platform of it again. */
    @POST
    @Path("/verify")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_VERIFY, object = "job")
    public Response verify(
            @RestForm @Nullable String source,
            @RestForm @Nullable String version,
            @RestForm @Nullable String platform,
            @RestForm @Nullable String reason,
            @RestForm("form_token") @Nullable String token,
            @Context RoutingContext request)
            throws SQLException {
        Caller caller = sessions.caller(request, token);
        ParameterReader parameters = new ParameterReader();
        PackageFilter filter = PackageFilter.of(
                parameters.read("source", Address.given(source), ProviderAddress::parse),
                parameters.read("version", Address.given(version), ProviderVersion::parse),
                parameters.read("platform", Address.given(platform), Platform::parse));
        parameters.refuseIfWrong();
        long jobId = jobs.verify(caller, filter, Reason.optional(reason));
        return Pages.done("/console/jobs/" + jobId, Message.VERIFYING);
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/verify")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"viewer", "admin"})
    public Response back() {
        return Pages.seeOther("/console/providers");
    }

    private static ReleaseId release(@Nullable String source, @Nullable String version) {
        ParameterReader parameters = new ParameterReader();
        ProviderAddress provider = parameters.require("source", source, ProviderAddress::parse);
        ProviderVersion parsed = parameters.require("version", version, ProviderVersion::parse);
        parameters.refuseIfWrong();
        if (provider == null || parsed == null) {
            throw new IllegalStateException("refused above");
        }
        return new ReleaseId(provider, parsed);
    }
}
