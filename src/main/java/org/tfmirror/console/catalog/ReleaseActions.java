package org.tfmirror.console.catalog;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.command.catalog.CatalogCommands;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Question;
import org.tfmirror.console.page.Question.Field;
import org.tfmirror.console.page.SentForm;
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

    private static final String ROOT = "/console/releases";

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
        String about = provider.shortName() + " " + release.version();
        String explanation = "Clients take the newest listed version and never fall back: those of a platform that is"
                + " missing will fail." + (waitingFor.isEmpty() ? "" : " It waits for " + waitingFor + ".");
        return pages.ask(
                request,
                Section.PROVIDERS,
                Question.of("List", about, provider.path(), explanation)
                        .titled("List " + about + " as it is")
                        .to(
                                ROOT + "/list",
                                List.of(
                                        new Field("source", provider.source()),
                                        new Field("version", release.version().toString()))));
    }

    @POST
    @Path("/list")
    @RolesAllowed("admin")
    @Audited(action = Action.RELEASE_LIST, object = "release")
    public Response list(
            @RestForm @Nullable String source,
            @RestForm @Nullable String version,
            @BeanParam SentForm form,
            @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        ReleaseId release = release(source, version);
        CatalogCommands.Listed listed = commands.list(caller, release, form.reason());
        String page = ProviderName.of(release.provider()).path();
        return pages.done(request, Section.PROVIDERS, Message.LISTED, listed.warnings(), page);
    }

    /** What a provider, a version, or one platform of it is verified for. */
    @GET
    @Path("/verify")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    public TemplateInstance confirmVerify(
            @QueryParam("source") @Nullable String source,
            @QueryParam("version") @Nullable String version,
            @QueryParam("platform") @Nullable String platform,
            @Context RoutingContext request) {
        ParameterReader parameters = new ParameterReader();
        ProviderAddress provider = parameters.require("source", Address.given(source), ProviderAddress::parse);
        ProviderVersion only = parameters.read("version", Address.given(version), ProviderVersion::parse);
        Platform platformOnly = parameters.read("platform", Address.given(platform), Platform::parse);
        parameters.refuseIfWrong();
        ProviderName name = ProviderName.of(Objects.requireNonNull(provider));
        List<Field> fields = new ArrayList<>(List.of(new Field("source", name.source())));
        StringBuilder about = new StringBuilder(name.shortName());
        if (only != null) {
            fields.add(new Field("version", only.toString()));
            about.append(' ').append(only);
        }
        if (platformOnly != null) {
            fields.add(new Field("platform", platformOnly.toString()));
            about.append(' ').append(platformOnly);
        }
        String explanation = "A job reads the objects again, and judges their evidence by the rules and keys of today."
                + " Packages that fail are no longer served.";
        return pages.ask(
                request,
                Section.PROVIDERS,
                Question.of("Verify", about.toString(), name.path(), explanation)
                        .to(ROOT + "/verify", fields)
                        .asHarmless());
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
            @BeanParam SentForm form,
            @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long jobId = jobs.verify(caller, filter(source, version, platform), form.reason());
        return Pages.done("/console/jobs/" + jobId, Message.VERIFYING);
    }

    /** @throws org.tfmirror.web.InvalidRequestException naming what is wrong */
    static PackageFilter filter(@Nullable String source, @Nullable String version, @Nullable String platform) {
        ParameterReader parameters = new ParameterReader();
        PackageFilter filter = PackageFilter.of(
                parameters.read("source", Address.given(source), ProviderAddress::parse),
                parameters.read("version", Address.given(version), ProviderVersion::parse),
                parameters.read("platform", Address.given(platform), Platform::parse));
        parameters.refuseIfWrong();
        return filter;
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
