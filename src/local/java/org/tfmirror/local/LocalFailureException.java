package org.tfmirror.local;

/** The local run cannot go on; the message says why and what to do, to a person at a terminal. */
final class LocalFailureException extends Exception {

    private static final long serialVersionUID = 1L;

    LocalFailureException(String message) {
        super(message);
    }
}
