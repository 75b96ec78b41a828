package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;

/** Puts packages into the mirror the way operators do. */
public final class MirroredSamples {

    private MirroredSamples() {}

    /** Mirrors a sample, of whose archive {@link SamplePackages#small} has the bytes. */
    public static PackageId small(String type, String version, String platform) {
        return mirror(MirrorStackResource.stack().registry().publishSample("acme", type, version, platform));
    }

    /** Mirrors an archive of about this size, and tells its bytes. */
    public static byte[] big(PackageId id, long size) {
        try {
            Path file = SamplePackages.writeBig(Files.createTempFile("big", ".zip"), id, size);
            byte[] archive = Files.readAllBytes(file);
            Files.delete(file);
            MirrorStackResource.stack()
                    .registry()
                    .publish(
                            id.provider().namespace(),
                            id.provider().type(),
                            id.version().toString(),
                            id.platform().toString(),
                            archive);
            mirror(id);
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PackageId mirror(PackageId id) {
        AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        return id;
    }

    /** The path of the package's archive. */
    public static String archivePath(PackageId id) {
        return "/v1/providers/" + id.provider() + "/" + id.archiveName();
    }
}
