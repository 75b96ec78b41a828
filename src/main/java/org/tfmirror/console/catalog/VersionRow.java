package org.tfmirror.console.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.view.CatalogOverview.Held;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.provider.ProviderVersion;

/**
 * A version of a provider with its packages.
 *
 * @param waitingFor the platforms that keep it out of the lists
 */
public record VersionRow(
        String version, boolean listed, String waitingFor, List<PackageLink> packages, String size, Moment newest) {

    /**
     * A package of the version.
     *
     * @param state {@code served}, {@code blocked}, {@code missing}, {@code altered} or {@code untrusted}
     */
    public record PackageLink(long id, String platform, String state) {}

    /** The newest version first. */
    static List<VersionRow> of(List<Held> packages, Instant now) {
        SortedMap<ProviderVersion, List<Held>> byVersion = new TreeMap<>(Comparator.reverseOrder());
        for (Held each : packages) {
            byVersion
                    .computeIfAbsent(each.name().version(), version -> new ArrayList<>())
                    .add(each);
        }
        return byVersion.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue(), now))
                .toList();
    }

    private static VersionRow of(ProviderVersion version, List<Held> packages, Instant now) {
        Held any = packages.get(0);
        Instant newest = packages.stream()
                .map(Held::verifiedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new VersionRow(
                version.toString(),
                any.listed(),
                any.waitingFor(),
                packages.stream()
                        .map(each -> new PackageLink(
                                each.id(), each.name().platform().toString(), state(each)))
                        .sorted(Comparator.comparing(PackageLink::platform))
                        .toList(),
                Amounts.bytes(packages.stream().mapToLong(Held::bytes).sum()),
                Objects.requireNonNull(Moment.of(newest, now)));
    }

    static String state(Held held) {
        if (held.integrity() != Integrity.INTACT) {
            return held.integrity().wireName();
        }
        return held.blocked() ? "blocked" : "served";
    }

    /** Whether an operator may list it as it is. */
    public boolean listable() {
        return !listed && packages.stream().anyMatch(each -> each.state().equals("served"));
    }
}
