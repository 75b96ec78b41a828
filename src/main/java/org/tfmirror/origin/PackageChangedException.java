package org.tfmirror.origin;

/** The registry now names another archive than it did when this attempt began; a new attempt checks the new one. */
public final class PackageChangedException extends OriginException {

    /**
     * @param expected the SHA-256 this attempt began with
     * @param found the SHA-256 the registry names now
     */
    public PackageChangedException(String where, String expected, String found) {
        super("the package at " + where + " changed: shasum was " + expected + ", is " + found, null);
    }

    @Override
    public String code() {
        return "package_changed";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
