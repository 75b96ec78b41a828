package org.tfmirror.submission;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job would do if it were submitted now.
 *
 * @param packages in the order they would be fetched
 * @param faults constraints that bring nothing, or of which nothing is known
 * @param toFetch how many of the packages would be fetched; the others are mirrored already, or held
 */
@RegisterForReflection
public record JobPreview(List<PreviewedPackage> packages, List<Fault> faults, int toFetch) {

    /** Not a fault of the job: the versions that its constraint selects are not known yet. */
    public static final String LIST_UNKNOWN = "list_unknown";

    public JobPreview {
        packages = List.copyOf(packages);
        faults = List.copyOf(faults);
    }

    /**
     * A package that the job names, or that one of its constraints selects.
     *
     * @param outcome {@code fetch}; {@code held}: too young, or rejected by an operator, and not mirrored; {@code unknown}:
     *     fetched if its origin's list, which is not stored, shows that it is old enough; {@code mirrored}; or {@code blocked}:
     *     mirrored already, but not served
     * @param sizeBytes null where it is not mirrored yet
     */
    @RegisterForReflection
    public record PreviewedPackage(
            String source,
            String version,
            String platform,
            String outcome,
            @Nullable Long sizeBytes) {}

    /**
     * A constraint that brings nothing, or of which nothing is known.
     *
     * @param code as its item would fail with, or {@link #LIST_UNKNOWN}
     */
    @RegisterForReflection
    public record Fault(String source, String versions, String code, String message) {}
}
