package org.tfmirror.origin;

/** No answer could be had: DNS failure, connection refused, reset or timed out. */
public final class RegistryUnreachableException extends OriginException {

    /** @param where host and path */
    public RegistryUnreachableException(String where, Throwable cause) {
        super(where + " is unreachable: " + Shown.cause(cause), cause);
    }

    @Override
    public String code() {
        return "registry_unreachable";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
