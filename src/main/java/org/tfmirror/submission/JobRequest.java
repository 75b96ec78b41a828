package org.tfmirror.submission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a submit, as sent: any field may be missing.
 *
 * @param listAsIs whether the versions are listed without waiting for all their platforms; absent: they wait
 * @param waive why versions come that are held; absent: they do not
 */
public record JobRequest(
        @Nullable List<@Nullable Wish> providers,
        @Nullable Boolean listAsIs,
        @Nullable String waive) {

    /** Without a waiver. */
    public JobRequest(@Nullable List<@Nullable Wish> providers, @Nullable Boolean listAsIs) {
        this(providers, listAsIs, null);
    }

    /**
     * Packages of one provider: every version for every platform.
     *
     * @param source {@code [hostname/]namespace/type}
     * @param versions exact versions, constraints such as {@code ~> 3.5}, or {@code latest}
     * @param platforms {@code os_arch}
     * @param newest how many versions each constraint brings at most, the newest; absent: all that it allows
     * @param newestPerMinor the same for each minor version; absent: all
     */
    public record Wish(
            @Nullable String source,
            @Nullable List<@Nullable String> versions,
            @Nullable List<@Nullable String> platforms,
            @Nullable Integer newest,
            @Nullable Integer newestPerMinor) {}
}
