package org.tfmirror.local;

import java.io.IOException;

/** The application, or the token issuer, answered a call with something else than what was asked for. */
final class AdminCallFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    AdminCallFailedException(String call, int status, String body) {
        super("%s answered %d: %s".formatted(call, status, body.strip()));
    }
}
