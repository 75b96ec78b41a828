package org.tfmirror.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A removal that was accepted and ends by itself. Registered by hand: no resource method has it as its type.
 *
 * @param id the package's, which nothing has any more
 * @param detail what is done, and what is still to come
 */
@RegisterForReflection
public record RemovalView(long id, String detail) {

    static RemovalView ofLaterArchive(long id) {
        return new RemovalView(
                id, "the package is served no more; its archive is deleted as soon as the store allows it");
    }
}
