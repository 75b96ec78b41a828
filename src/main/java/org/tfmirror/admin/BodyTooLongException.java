package org.tfmirror.admin;

import java.io.IOException;

/** A body that did not say its length went past the limit while it was read. */
final class BodyTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLongException(long limit) {
        super("a body has at most %d bytes; split the request up".formatted(limit));
    }
}
