package org.tfmirror.origin;

/** The origin says no: 401, 403, another 4xx, or 501. */
public final class RegistryRefusedException extends OriginException {

    private final int status;

    /**
     * @param where host and path
     * @param status the HTTP status
     */
    public RegistryRefusedException(String where, int status) {
        super(where + " refused the request with status " + status, null);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return "registry_refused";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
