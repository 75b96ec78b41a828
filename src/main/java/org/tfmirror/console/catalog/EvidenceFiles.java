package org.tfmirror.console.catalog;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable.Recorded;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.web.ParameterReader;

/** The documents of a package's evidence, byte for byte, so that people can check them with their own tools. */
@Path("/console/packages/{id}/evidence")
@RolesAllowed({"viewer", "admin"})
public class EvidenceFiles {

    private final EvidenceReader reader;

    EvidenceFiles(EvidenceReader reader) {
        this.reader = reader;
    }

    @GET
    @Path("/{file: SHA256SUMS|SHA256SUMS.sig|keys.asc}")
    @Transactional
    public Response file(@PathParam("id") String id, @PathParam("file") String file) throws SQLException {
        long packageId = ParameterReader.id(id);
        MirroredPackage kept = MirroredPackage.<MirroredPackage>findByIdOptional(packageId)
                .orElseThrow(() -> CommandRefusedException.unknownPackage(packageId));
        Recorded recorded = reader.find(kept).orElseThrow(() -> CommandRefusedException.noEvidence(packageId));
        // What strangers wrote is a download, never a page.
        return Response.ok(bytes(recorded.evidence(), file), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static byte[] bytes(Evidence evidence, String file) {
        byte[] signature = evidence.signature();
        return switch (file) {
            case "SHA256SUMS" -> evidence.shasums();
            case "keys.asc" ->
                evidence.keys().stream()
                        .map(Evidence.Key::asciiArmor)
                        .collect(Collectors.joining("\n"))
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                if (signature == null) {
                    throw new NotFoundException();
                }
                yield signature;
            }
        };
    }
}
