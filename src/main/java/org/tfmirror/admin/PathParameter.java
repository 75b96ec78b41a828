package org.tfmirror.admin;

import jakarta.ws.rs.NotFoundException;

/** Reads what callers put into paths. */
final class PathParameter {

    private PathParameter() {}

    /** @throws NotFoundException where it is no number: such an id names nothing */
    static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NotFoundException(e);
        }
    }
}
