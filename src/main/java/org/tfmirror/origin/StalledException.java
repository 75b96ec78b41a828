package org.tfmirror.origin;

import org.jspecify.annotations.Nullable;

/** The origin holds the line and sends nothing, or less than the minimum rate. */
public final class StalledException extends OriginException {

    /**
     * @param where host and path
     * @param problem what was waited for, and how long
     */
    public StalledException(String where, String problem, @Nullable Throwable cause) {
        super(where + " stalled: " + problem, cause);
    }

    @Override
    public String code() {
        return "stalled";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
