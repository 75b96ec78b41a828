package org.tfmirror.bundle;

/** A manifest or receipt that is refused as a whole. */
public final class ManifestInvalidException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code for programs, in snake_case */
    public ManifestInvalidException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
