package org.tfmirror.admin.bundle;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.tfmirror.command.bundle.BundlePlan;
import org.tfmirror.provider.PackageId;

/**
 * What a bundle would have.
 *
 * @param parts about how many files
 * @param missing what was named and is not mirrored, or cannot be given; the first 1,000
 */
@RegisterForReflection
public record PlanView(long versions, int packages, long sizeBytes, int parts, long partSize, List<String> missing) {

    private static final int MOST = 1000;

    static PlanView of(BundlePlan plan) {
        return new PlanView(
                plan.versions(),
                plan.packages().size(),
                plan.bytes(),
                plan.parts(),
                plan.partSize(),
                plan.unknown().stream().limit(MOST).map(PackageId::toString).toList());
    }
}
