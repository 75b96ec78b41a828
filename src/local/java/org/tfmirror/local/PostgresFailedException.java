package org.tfmirror.local;

import java.io.IOException;

/** A PostgreSQL program refused; the message carries what it said. */
public final class PostgresFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    PostgresFailedException(String what, String output) {
        super("PostgreSQL: %s%n%s".formatted(what, output.strip()));
    }
}
