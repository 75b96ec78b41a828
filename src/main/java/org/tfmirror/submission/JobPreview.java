package org.tfmirror.submission;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job would do if it was submitted now.
 *
 * @param packages in the order they would be fetched
 * @param faults constraints that bring nothing
 * @param toFetch how many of the packages would be fetched; the others are mirrored already, or held
 */
@RegisterForReflection
public record JobPreview(List<PreviewedPackage> packages, List<Fault> faults, int toFetch) {

    public JobPreview {
        packages = List.copyOf(packages);
        faults = List.copyOf(faults);
    }

    /**
     * A package that the job names, or that one of its constraints selects.
     *
     * @param outcome {@code fetch}; {@code held}: too young, or rejected by an operator, and not mirrored; {@code mirrored}; or
     *     {@code blocked}: mirrored already, but not served
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
     * A constraint that brings nothing.
     *
     * @param code as its item would fail with
     */
    @RegisterForReflection
    public record Fault(String source, String versions, String code, String message) {}
}
