package org.tfmirror.bundle;

import java.time.Instant;
import java.util.List;
import org.tfmirror.provider.PackageId;

/**
 * What a bundle has. Its signature says who packed it, and nothing else.
 *
 * @param base SHA-256 of the receipts and manifests whose packages were left out
 * @param entries each package once
 * @param missing what was selected and could not be packed
 * @param statements what the source's operators have decided about packages
 */
public record Manifest(
        Origin origin,
        List<String> base,
        List<Part> parts,
        List<BundleEntry> entries,
        List<PackageId> missing,
        List<Statement> statements) {

    /** The most bytes that one may have. */
    public static final int MAX_SIZE = 128 * 1024 * 1024;

    /** The most packages that a bundle may have. */
    public static final int MAX_PACKAGES = 100_000;

    /**
     * Whose bundle it is.
     *
     * @param source the id of the key that signed it
     * @param serial grows with each bundle of the source
     */
    public record Origin(String source, long serial, Instant createdAt) {}

    public Manifest {
        base = List.copyOf(base);
        parts = List.copyOf(parts);
        entries = List.copyOf(entries);
        missing = List.copyOf(missing);
        statements = List.copyOf(statements);
    }
}
