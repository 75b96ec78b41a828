package org.tfmirror.origin;

/** The answer is longer than its limit or than announced; reading stopped there. */
public final class TooLargeException extends OriginException {

    /**
     * @param where host and path
     * @param limit bytes that were allowed
     * @param found bytes announced, or received until reading stopped
     */
    public TooLargeException(String where, long limit, long found) {
        super(where + " is too large: at most " + limit + " bytes are allowed, found " + found, null);
    }

    @Override
    public String code() {
        return "too_large";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
