package org.tfmirror.live;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a {@code skipped} event tells: more items have changed than one look tells of.
 *
 * @param items where to ask for all of them
 */
@RegisterForReflection
public record SkippedEvent(String items) {

    static SkippedEvent of(long jobId) {
        return new SkippedEvent("/admin/api/jobs/" + jobId + "/items");
    }
}
