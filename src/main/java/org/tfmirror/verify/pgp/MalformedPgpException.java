package org.tfmirror.verify.pgp;

/** Bytes are not the OpenPGP data they were taken for. Never leaves the package: callers know what they were reading. */
final class MalformedPgpException extends Exception {

    private final String found;

    MalformedPgpException(String found) {
        super(found);
        this.found = found;
    }

    String found() {
        return found;
    }
}
