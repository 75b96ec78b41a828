package org.tfmirror.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an origin says about a version. It is not signed.
 *
 * @param protocols of the plugin, such as {@code 5.0}
 * @param warnings what clients are to be warned of; null where the origin was not asked
 * @param publishedAt null where the origin does not say, or was not asked
 */
public record ReleaseFacts(
        List<String> protocols,
        @Nullable List<String> warnings,
        @Nullable Instant publishedAt) {

    public ReleaseFacts {
        protocols = storable(protocols);
        warnings = warnings == null ? null : storable(warnings);
    }

    /** PostgreSQL's text takes every character but one. */
    private static List<String> storable(List<String> texts) {
        return texts.stream().map(text -> text.replace('\0', '\uFFFD')).toList();
    }
}
