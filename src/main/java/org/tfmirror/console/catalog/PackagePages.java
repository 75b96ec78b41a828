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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.tfmirror.audit.AuditHistory;
import org.tfmirror.audit.AuditQuery;
import org.tfmirror.audit.AuditRecord;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Question;
import org.tfmirror.web.ParameterReader;

/** A package, and the pages that confirm commands on it. */
@Path("/console/packages/{id}")
@Produces(MediaType.TEXT_HTML)
public class PackagePages {

    private static final int HISTORY = 20;

    private final Pages pages;
    private final AuditHistory audit;
    private final EvidenceReader evidence;

    PackagePages(Pages pages, AuditHistory audit, EvidenceReader evidence) {
        this.evidence = evidence;
        this.pages = pages;
        this.audit = audit;
    }

    @GET
    @Transactional
    @RolesAllowed({"viewer", "admin"})
    public TemplateInstance details(@PathParam("id") String id, @Context RoutingContext request) throws SQLException {
        MirroredPackage kept = find(ParameterReader.id(id));
        PackageDetails details = details(kept);
        EvidenceDetails proof = evidence.find(kept)
                .map(recorded -> EvidenceDetails.of(kept, recorded, pages.now()))
                .orElse(null);
        return Templates.packaged(pages.frame(request, Section.PROVIDERS, details.title()), details, proof);
    }

    @GET
    @Path("/{act: block|unblock|delete}")
    @Transactional
    @RolesAllowed("admin")
    public TemplateInstance confirm(
            @PathParam("id") String id, @PathParam("act") String act, @Context RoutingContext request)
            throws SQLException {
        return pages.ask(request, Section.PROVIDERS, question(act, details(find(ParameterReader.id(id)))));
    }

    private static Question question(String act, PackageDetails it) {
        return switch (act) {
            case "block" ->
                Question.of(
                        "Block",
                        it.title(),
                        it.path(),
                        "It is no longer served, and stays in the bucket. Clients that want it get an error, or go on to their"
                                + " next source.");
            case "unblock" ->
                Question.of("Unblock", it.title(), it.path(), "It is served again, as before.")
                        .asHarmless();
            case "delete" ->
                Question.of(
                        "Delete",
                        it.title(),
                        it.path(),
                        "The package and its archive are deleted. Clients that have it in their lock files cannot install"
                                + " it from here. A later job may mirror it again, if its origin still has it.");
            default -> throw new NotFoundException();
        };
    }

    private static MirroredPackage find(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .orElseThrow(() -> CommandRefusedException.unknownPackage(id));
    }

    private PackageDetails details(MirroredPackage kept) throws SQLException {
        List<AuditRecord> history =
                audit.newest(new AuditQuery(null, null, "package/" + kept.id(), null, null, null, null), HISTORY);
        return PackageDetails.of(kept, history, pages.now());
    }
}
