package org.tfmirror.live;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The content of a {@code skipped} event: more items have changed than one look reports.
 *
 * @param items where to ask for all of them
 */
@RegisterForReflection
public record SkippedEvent(String items) {

    static SkippedEvent of(long jobId) {
        return new SkippedEvent("/admin/api/jobs/" + jobId + "/items");
    }
}
