package org.tfmirror.processor.work;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.processor.work.ConstraintException.PlatformNotOffered;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;

/**
 * The packages that a constraint selects.
 *
 * @param packages newest version first, its platforms in the order they were named
 * @param orders of the packages' versions, newest first
 * @param missing the platforms that no version is offered for
 */
record ResolvedPackages(
        ConstraintRequest wanted, List<PackageId> packages, List<ReleaseOrder> orders, Set<Platform> missing) {

    ResolvedPackages {
        packages = List.copyOf(packages);
        orders = List.copyOf(orders);
    }

    /** The fault; null where there are packages for each platform. */
    @Nullable
    PlatformNotOffered fault() {
        return missing.isEmpty() ? null : new PlatformNotOffered(wanted, List.copyOf(missing));
    }

    /** With what a warning of this constraint begins, and of no other one. */
    String warningBeginning() {
        return wanted + ": ";
    }

    /** What the newest version lacks of what was asked for, and an older one has. */
    List<String> warnings() {
        if (orders.isEmpty()) {
            return List.of();
        }
        Set<Platform> lacking = new TreeSet<>(wanted.platforms());
        lacking.removeAll(orders.get(0).ordered());
        lacking.removeAll(missing);
        return lacking.isEmpty()
                ? List.of()
                : List.of("%sits newest version, %s, is not offered for %s"
                        .formatted(
                                warningBeginning(),
                                orders.get(0).release().version(),
                                lacking.stream().map(Platform::toString).collect(Collectors.joining(", "))));
    }
}
