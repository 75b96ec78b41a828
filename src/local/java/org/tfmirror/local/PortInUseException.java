package org.tfmirror.local;

import java.io.IOException;

/** A local part was given a port that something else listens on already. */
public final class PortInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    PortInUseException(String part, int port) {
        super(
                "port %d on 127.0.0.1 is in use, so %s cannot start there: stop what listens on it, or choose another port"
                        .formatted(port, part));
    }
}
