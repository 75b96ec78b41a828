package org.tfmirror.removal;

import org.tfmirror.provider.PackageId;

/** A package that cannot be removed in the present state; nothing was changed. */
public final class RemovalRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a package is not removed. */
    public enum Reason {
        /** The catalog has no such package. */
        UNKNOWN,
        /** A job, or another removal, holds the package. */
        IN_USE
    }

    private final Reason reason;

    private RemovalRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static RemovalRefusedException unknown(long packageId) {
        return new RemovalRefusedException(Reason.UNKNOWN, "there is no package %d".formatted(packageId));
    }

    static RemovalRefusedException inUse(PackageId id) {
        return new RemovalRefusedException(Reason.IN_USE, "a job is at work on %s just now; try again".formatted(id));
    }

    public Reason reason() {
        return reason;
    }
}
