package org.tfmirror.job;

import java.util.Locale;
import org.tfmirror.provider.InvalidNameException;

/** Where a job is on its way {@code pending → running → completed | failed | cancelled}. */
public enum JobStatus {
    /** Waiting to be claimed, or for the next attempt of one of its items. */
    PENDING,
    /** Held by a worker, under a lease. */
    RUNNING,
    /** Every item completed. */
    COMPLETED,
    /** At least one item failed; the counts tell how much is there all the same. */
    FAILED,
    /** Stopped by an operator. */
    CANCELLED;

    /** Whether nothing but an operator's retry moves a job out of this state. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a {@link #wireName()}.
     *
     * @throws InvalidNameException where {@code text} names no state
     */
    public static JobStatus parse(String text) {
        for (JobStatus status : values()) {
            if (status.wireName().equals(text)) {
                return status;
            }
        }
        throw new InvalidNameException(text, "a job is pending, running, completed, failed or cancelled");
    }
}
