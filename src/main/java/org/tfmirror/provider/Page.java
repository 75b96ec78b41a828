package org.tfmirror.admin;

import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, before it becomes JSON under the name of what it lists.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record Page<T>(List<T> rows, @Nullable String next) {

    /** The page out of what a query for one row more than {@code limit} found. */
    public static <T> Page<T> of(List<T> found, int limit, ToLongFunction<T> key) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> rows = found.subList(0, limit);
        return new Page<>(rows, Long.toString(key.applyAsLong(rows.get(limit - 1))));
    }
}
