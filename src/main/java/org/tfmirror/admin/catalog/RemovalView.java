package org.tfmirror.admin.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A removal that was accepted and ends by itself. Registered by hand: no resource method has it as its type.
 *
 * @param id the package's, which nothing has any more
 * @param detail what is done, and what is still to come
 * @param warnings whose clients fail now
 */
@RegisterForReflection
public record RemovalView(long id, String detail, List<String> warnings) {

    static RemovalView ofLaterArchive(long id, List<String> warnings) {
        return new RemovalView(
                id, "the package is no longer served; its archive is deleted as soon as the store allows it", warnings);
    }
}
