package org.tfmirror.bundle;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.Packages;

/** Manifests that name many packages, all of one part. */
public final class ManyPackages {

    private static final PackageHash H1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

    private ManyPackages() {}

    /** Of the n-th package: its archive lies before those of the packages after it. */
    public static BundleEntry entry(int n) {
        PackageId id = Packages.number(n);
        Place archive = place(id + ".zip", 4096L * n, n);
        return new BundleEntry(
                id,
                "part-0001.tar",
                id.archiveName(),
                H1,
                List.of("5.0"),
                Instant.EPOCH,
                false,
                new BundleEntry.Files(
                        archive, place(id + "_SHA256SUMS", 0, n), place(id + ".sig", 0, n), place(id + ".json", 0, n)));
    }

    private static Place place(String name, long offset, int n) {
        return new Place(name.replace(' ', '/'), offset, 1024, Sha256.hexOf(new byte[] {(byte) n}));
    }

    /** The first {@code count}. */
    public static List<BundleEntry> entries(int count) {
        return IntStream.range(0, count).mapToObj(ManyPackages::entry).toList();
    }

    /** @param source the id of the key that signs it */
    public static Manifest manifest(String source, List<BundleEntry> entries) {
        return new Manifest(
                new ManifestHead.Origin(source, 7, Instant.EPOCH),
                List.of(),
                List.of(new Part("part-0001.tar", 1024, Sha256.hexOf(new byte[0]))),
                entries,
                List.of(),
                List.of());
    }
}
