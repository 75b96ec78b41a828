package org.tfmirror.command.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobSpec;

/**
 * The packages to pack.
 *
 * @param wanted packages, and constraints that select among what is mirrored; null for all that is mirrored
 * @param since receipts and manifests, below the bundles' folder: what they name is left out
 */
public record BundleSelection(@Nullable JobSpec wanted, List<String> since) {

    public BundleSelection {
        since = List.copyOf(since);
    }
}
