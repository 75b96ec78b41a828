package org.tfmirror.console.catalog;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.catalog.view.CatalogOverview.Provider;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Page;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.web.ParameterReader;

/** Providers, and the versions of one. */
@Path("/console/providers")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class ProviderPages {

    private static final String ROOT = "/console/providers";
    private static final int PAGE = 50;

    private final Pages pages;
    private final CatalogOverview catalog;

    ProviderPages(Pages pages, CatalogOverview catalog) {
        this.pages = pages;
        this.catalog = catalog;
    }

    @GET
    @Transactional
    public TemplateInstance providers(
            @QueryParam("search") @Nullable String search,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        String part = Objects.requireNonNullElse(parameters.text("search", Address.given(search)), "");
        String behind = Objects.requireNonNullElse(parameters.text("after", Address.given(after)), "");
        parameters.refuseIfWrong();
        Page<Provider> page = Page.of(catalog.providers(part, behind, PAGE + 1), PAGE, Provider::source);
        String next = Address.of(ROOT).with("search", part).after(page.next());
        Instant now = pages.now();
        return Templates.providers(
                pages.frame(request, Section.PROVIDERS, "Providers"),
                page.rows().stream().map(each -> ProviderRow.of(each, now)).toList(),
                part,
                next);
    }

    @GET
    @Path("/{hostname}/{namespace}/{type}")
    @Transactional
    public TemplateInstance provider(
            @PathParam("hostname") String hostname,
            @PathParam("namespace") String namespace,
            @PathParam("type") String type,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ProviderAddress provider = provider(hostname + "/" + namespace + "/" + type);
        ParameterReader parameters = new ParameterReader();
        Long behind = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        ProviderName name = ProviderName.of(provider);
        List<VersionRow> versions = VersionRow.of(catalog.packages(provider), pages.now());
        if (versions.isEmpty()) {
            throw new NotFoundException();
        }
        int from = behind == null ? 0 : (int) Math.min(behind, versions.size());
        int to = Math.min(from + PAGE, versions.size());
        String next = to == versions.size()
                ? null
                : Address.of(name.path()).with("after", Integer.toString(to)).toString();
        return Templates.provider(
                pages.frame(request, Section.PROVIDERS, name.shortName()), name, versions.subList(from, to), next);
    }

    private static ProviderAddress provider(String source) {
        try {
            return ProviderAddress.parse(source);
        } catch (InvalidNameException e) {
            throw new NotFoundException(e);
        }
    }
}
