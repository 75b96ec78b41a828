package org.tfmirror.command.subscription;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;

/**
 * The difference between what a subscription wants and what the mirror has.
 *
 * @param missing packages to fetch, the newest version of each request first
 * @param doubtful those that the origin's list does not promise; the origin is asked for them by name first
 * @param orders how the versions of {@code missing} are to be listed
 * @param superfluous mirrored packages of these providers that no request wants, with their sizes
 * @param forgotten a package of each version that the mirror has and the origin's list lacks
 * @param absent wanted packages that the origin denied
 * @param unknown providers whose origins do not answer, with the reason
 * @param sizes of the mirrored packages
 */
public record Difference(
        Set<PackageId> missing,
        Set<PackageId> doubtful,
        List<ReleaseOrder> orders,
        Map<PackageId, Long> superfluous,
        Set<PackageId> forgotten,
        Set<PackageId> absent,
        Map<ProviderAddress, String> unknown,
        Map<PackageId, Long> sizes) {

    /** How many versions are missing. */
    public int behind() {
        return (int) missing.stream().map(ReleaseId::of).distinct().count();
    }
}
