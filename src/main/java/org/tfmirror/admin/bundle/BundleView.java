package org.tfmirror.admin.bundle;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.job.JobView;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Bundles.Direction;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.Part;

/**
 * A bundle that was packed here, or imported; or archives that were taken over.
 *
 * @param id its job's
 * @param direction {@code export}, {@code import} or {@code adopt}
 * @param folder what the keys of its files in the bucket begin with
 * @param source of an import: the id of the key that signed it
 * @param base SHA-256 of the receipts and manifests whose packages were left out
 * @param partSize of an export: how large a part becomes, in bytes
 * @param parts of an export: those that are finished
 * @param missing what it should have and has not; the first 1,000
 * @param job the job that packs or imports it; null when it is so old that it is no longer kept
 */
@RegisterForReflection
public record BundleView(
        long id,
        String direction,
        String folder,
        String createdBy,
        Instant createdAt,
        @Nullable String source,
        @Nullable Long serial,
        @Nullable Instant packedAt,
        List<String> base,
        @Nullable Long partSize,
        List<File> parts,
        List<String> missing,
        @Nullable JobView job) {

    /** A file of it. */
    public record File(String name, long sizeBytes, String sha256) {

        static File of(Part part) {
            return new File(part.name(), part.size(), part.sha256());
        }
    }

    static BundleView of(Bundle bundle, List<Part> parts, List<String> lacking, @Nullable JobView job) {
        ManifestHead.Origin origin = bundle.origin();
        return new BundleView(
                bundle.id(),
                bundle.direction().wireName(),
                bundle.folder(),
                bundle.createdBy(),
                bundle.createdAt(),
                origin == null ? null : origin.source(),
                origin == null ? null : origin.serial(),
                origin == null ? null : origin.createdAt(),
                bundle.base(),
                bundle.direction() == Direction.EXPORT ? bundle.partSize() : null,
                parts.stream().map(File::of).toList(),
                lacking,
                job);
    }
}
