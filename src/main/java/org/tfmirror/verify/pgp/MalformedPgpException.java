package org.tfmirror.verify.pgp;

/** Bytes are not the OpenPGP data they were read as. It never leaves the package. */
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
