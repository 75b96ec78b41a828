package org.tfmirror.web;

import java.io.IOException;

/** A body is longer than the limit. */
final class BodyTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLongException(long limit) {
        super("a body has at most %d bytes; split the request up".formatted(limit));
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
