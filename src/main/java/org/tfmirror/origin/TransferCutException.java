package org.tfmirror.origin;

import org.jspecify.annotations.Nullable;

/** The body ended before its end, and could not be resumed. */
public final class TransferCutException extends OriginException {

    /**
     * @param where host and path
     * @param problem how it was cut, and why it was not resumed
     */
    public TransferCutException(String where, String problem, @Nullable Throwable cause) {
        super("transfer of " + where + " was cut: " + problem, cause);
    }

    @Override
    public String code() {
        return "transfer_cut";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
