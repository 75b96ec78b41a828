package org.tfmirror.origin;

/** The origin has no such thing: 404 or 410, or a host that offers no providers. */
public final class NotFoundException extends OriginException {

    /**
     * @param what the thing that was asked for
     * @param where host and path
     */
    public NotFoundException(String what, String where) {
        super(what + " not found at " + where, null);
    }

    @Override
    public String code() {
        return "not_found";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
