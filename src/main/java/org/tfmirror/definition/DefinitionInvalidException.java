package org.tfmirror.definition;

/** A file that is neither a definition nor a lock file; the message says what is wrong at {@link #at()}. */
public final class DefinitionInvalidException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Position at;

    DefinitionInvalidException(Position at, String message) {
        super(message);
        this.at = at;
    }

    /** Where the first fault is. */
    public Position at() {
        return at;
    }
}
