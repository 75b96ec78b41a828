package org.tfmirror.provider;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, before a door gives it its form.
 *
 * @param next the key behind which the following page begins; null on the last
 */
public record Page<T>(List<T> rows, @Nullable String next) {

    /**
     * The page out of what a query for one row more than {@code limit} found.
     *
     * @param key of a row, by which the list goes on
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, ?> key) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> rows = found.subList(0, limit);
        return new Page<>(rows, String.valueOf(key.apply(rows.get(limit - 1))));
    }
}
