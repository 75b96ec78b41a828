package org.tfmirror.admin.bundle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/**
 * Which statements are accepted, as sent: one of the two.
 *
 * @param all true for all that can be
 */
public record AcceptRequest(
        @Nullable List<@Nullable Long> ids, @Nullable Boolean all) {

    /** @return null for all */
    static @Nullable Set<Long> ids(@Nullable AcceptRequest request) {
        boolean everything = request != null && Boolean.TRUE.equals(request.all);
        List<@Nullable Long> named = request == null ? null : request.ids;
        if (everything == (named != null)) {
            throw new InvalidRequestException("ids", "name the ids of statements, or send \"all\": true instead");
        }
        if (named == null) {
            return null;
        }
        Set<Long> ids = new HashSet<>();
        for (Long id : named) {
            if (id == null) {
                throw new InvalidRequestException("ids", "a null is no id");
            }
            ids.add(id);
        }
        return ids;
    }
}
