package org.tfmirror.bundle;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;

/** Reckons how large a manifest becomes, before anything is packed: a little more than it will have. */
public final class ManifestSize {

    private static final String SHA256 = "f".repeat(64);
    private static final PackageHash H1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    private static final Instant MICROSECONDS = Instant.EPOCH.plusNanos(1000);

    private static final long FAR = 99_999_999_999L;
    private static final long LARGE = 999_999_999L;
    private static final long SMALL = 99_999L;

    /** A comma, and the line's end. */
    private static final int BETWEEN = 2;

    private ManifestSize() {}

    /**
     * In bytes.
     *
     * @param missing what is selected and will not be packed
     * @param parts how many there will be
     */
    public static long of(List<PackageId> packages, List<PackageId> missing, List<Statement> statements, int parts) {
        ManifestHead head = new ManifestHead(
                new ManifestHead.Origin(SHA256, FAR, MICROSECONDS),
                List.of(),
                IntStream.rangeClosed(1, parts)
                        .mapToObj(number -> new Part(BundleNames.part(number), FAR, SHA256))
                        .toList());
        DataOutputStream counted = new DataOutputStream(OutputStream.nullOutputStream());
        try (ManifestWriter manifest = new ManifestWriter(counted, head)) {
            for (PackageId each : missing) {
                manifest.missing(each);
            }
            for (Statement each : statements) {
                manifest.statement(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to nowhere
        }
        return counted.size() + entries(packages);
    }

    /** What the length of an entry depends on. */
    private record Shape(ProviderAddress provider, int version, int platform) {

        static Shape of(PackageId id) {
            return new Shape(
                    id.provider(),
                    id.version().toString().length(),
                    id.platform().toString().length());
        }
    }

    /** Each shape is written once, for there may be 100,000 entries. */
    private static long entries(List<PackageId> packages) {
        Map<Shape, Integer> lengths = new HashMap<>();
        long bytes = 0;
        for (PackageId each : packages) {
            bytes += lengths.computeIfAbsent(
                            Shape.of(each),
                            shape -> ManifestJson.write(entry(each)).length())
                    + BETWEEN;
        }
        return bytes;
    }

    private static BundleEntry entry(PackageId id) {
        String start = "%s/terraform-provider-%s_%s_%s"
                .formatted(id.provider(), id.provider().type(), id.version(), SHA256.substring(0, 12));
        return new BundleEntry(
                id,
                BundleNames.part(1),
                id.archiveName(),
                H1,
                List.of("5.0", "6.0"),
                MICROSECONDS,
                false,
                new BundleEntry.Files(
                        new Place(id.provider() + "/" + id.archiveName(), FAR, LARGE, SHA256),
                        new Place(start + "_SHA256SUMS", FAR, SMALL, SHA256),
                        new Place(start + "_SHA256SUMS.sig", FAR, SMALL, SHA256),
                        new Place(start + "_keys.json", FAR, SMALL, SHA256)));
    }
}
