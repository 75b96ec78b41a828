package org.tfmirror.job;

import java.util.LinkedHashSet;
import java.util.List;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PackageSelection;

/**
 * What one job is asked for.
 *
 * @param packages in the order they are to be fetched; repeated ones count once
 * @param constraints to be replaced by the packages they select when the job starts; repeated ones count once
 */
public record JobWishes(List<PackageId> packages, List<PackageSelection> constraints) {

    /** @throws IllegalArgumentException where nothing is wished for */
    public JobWishes {
        packages = List.copyOf(new LinkedHashSet<>(packages));
        constraints = List.copyOf(new LinkedHashSet<>(constraints));
        if (packages.isEmpty() && constraints.isEmpty()) {
            throw new IllegalArgumentException("a job needs at least one package or constraint");
        }
    }

    /** The same for the same wishes, and for no others; of packages alone, as it has always been. */
    public String canonicalText() {
        return constraints.isEmpty() ? packages.toString() : packages + " " + constraints;
    }
}
