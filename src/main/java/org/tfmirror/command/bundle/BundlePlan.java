package org.tfmirror.command.bundle;

import java.util.List;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.PackageId;

/**
 * The content of a planned bundle.
 *
 * @param packages in the order in which they are packed
 * @param unknown named packages that are not mirrored, or cannot be exported
 * @param base SHA-256 of the receipts and manifests whose packages are left out
 * @param partSize how large a part becomes
 */
public record BundlePlan(List<Brief> packages, List<PackageId> unknown, List<String> base, long partSize) {

    /** Headers and evidence of a package, about. */
    private static final long OVERHEAD = 32 * 1024;

    private static final int MAX_PARTS = 10_000;

    public BundlePlan {
        packages = List.copyOf(packages);
        unknown = List.copyOf(unknown);
        base = List.copyOf(base);
        int parts = parts(packages, partSize);
        if (parts > MAX_PARTS) {
            throw CommandRefusedException.unprocessable(
                    "too_many_parts",
                    "a part_size of %d bytes makes %d parts, and each part writes the manifest anew; at most %d: choose a larger one"
                            .formatted(partSize, parts, MAX_PARTS));
        }
    }

    public long versions() {
        return packages.stream().map(each -> ReleaseId.of(each.id())).distinct().count();
    }

    /** Of the archives. */
    public long bytes() {
        return packages.stream().mapToLong(Brief::sizeBytes).sum();
    }

    /** About how many there will be. */
    public int parts() {
        return parts(packages, partSize);
    }

    private static int parts(List<Brief> packages, long partSize) {
        int parts = 0;
        long left = 0;
        for (Brief each : packages) {
            left -= each.sizeBytes() + OVERHEAD;
            if (parts == 0 || left < 0) {
                parts++;
                left = partSize - each.sizeBytes() - OVERHEAD;
            }
        }
        return parts;
    }
}
