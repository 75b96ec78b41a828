package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/**
 * The store refused a request: wrong credentials, a missing permission, a missing bucket. It will until an operator
 * acts.
 */
public final class StorageRefusedException extends StorageException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the store says no; each tells an operator where to look, and nothing that is secret. */
    public enum Reason {
        MISSING("there is no such bucket: check tfmirror.storage.bucket"),
        FORBIDDEN("check the credentials, the clock, and what the bucket's policy allows"),
        NO_CREDENTIALS("no credentials for the store are configured: check quarkus.s3.aws.credentials"),
        REFUSED("check the region, the endpoint and the path-style access of quarkus.s3");

        private final String hint;

        Reason(String hint) {
            this.hint = hint;
        }

        /** What to check. */
        public String hint() {
            return hint;
        }
    }

    /** For a reason of no kind of its own. */
    public StorageRefusedException(String message, @Nullable Throwable cause) {
        this(Reason.REFUSED, message, cause);
    }

    public StorageRefusedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String code() {
        return "storage_refused";
    }
}
