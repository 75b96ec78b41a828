package org.tfmirror.console.bundle;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.bundle.StatementCommands;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.ParameterReader;

/** Accepts what the operators of a bundle's source have decided. */
@Path("/console/bundles")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class BundleActions {

    private final StatementCommands commands;
    private final BundleReader reader;
    private final Sessions sessions;
    private final Pages pages;

    BundleActions(StatementCommands commands, BundleReader reader, Sessions sessions, Pages pages) {
        this.commands = commands;
        this.reader = reader;
        this.sessions = sessions;
        this.pages = pages;
    }

    /** What of a form tells which are accepted. */
    public static class Chosen {

        @RestForm("statement")
        @Nullable
        List<String> statements;

        @RestForm
        @Nullable
        String all;

        /** The statement that the page before the form's ended with. */
        @RestForm
        @Nullable
        String after;

        /** Null for all. */
        @Nullable
        Set<Long> ids() {
            if (all != null) {
                return null;
            }
            if (statements == null || statements.isEmpty()) {
                throw new InvalidRequestException("statement", "choose at least one, or accept all");
            }
            return statements.stream().map(ParameterReader::id).collect(Collectors.toSet());
        }

        long page() {
            return after == null ? 0 : ParameterReader.id(after);
        }
    }

    /** Those chosen, or all that can be. */
    @POST
    @Path("/{id}/accept")
    @RolesAllowed("admin")
    @Audited(action = Action.BUNDLE_ACCEPT, object = "bundle/{id}")
    public Response accept(
            @PathParam("id") String id,
            @BeanParam Chosen chosen,
            @BeanParam SentForm form,
            @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = form.caller(sessions, request);
        long bundle = reader.find(ParameterReader.id(id)).id();
        long after = chosen.page();
        BundleDetails before = reader.details(bundle, after, pages.now());
        return Pages.tried(
                request,
                () -> {
                    StatementCommands.Accepted accepted = commands.accept(caller, bundle, chosen.ids());
                    Message done = accepted.more() ? Message.ACCEPTED_SOME : Message.ACCEPTED;
                    return pages.done(request, Section.BUNDLES, done, accepted.warnings(), address(bundle, after));
                },
                violations -> Templates.bundle(
                        pages.frame(request, Section.BUNDLES, before.row().title()), before, violations));
    }

    private static String address(long bundle, long after) {
        return Address.of("/console/bundles/" + bundle)
                .with("after", after == 0 ? "" : Long.toString(after))
                .toString();
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/{id}/accept")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"viewer", "admin"})
    public Response back(@PathParam("id") String id) {
        return Pages.seeOther("/console/bundles/" + ParameterReader.id(id));
    }
}
