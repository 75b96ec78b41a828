package org.tfmirror.origin;

import org.jspecify.annotations.Nullable;

/** We gave up ourselves: the stream was aborted, or the calling thread interrupted. The interrupt flag stays set. */
public final class AbortedException extends OriginException {

    /**
     * @param where host and path
     * @param cause what the abort did to the request, or null
     */
    public AbortedException(String where, @Nullable Throwable cause) {
        super("aborted while reading " + where, cause);
    }

    @Override
    public String code() {
        return "aborted";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
