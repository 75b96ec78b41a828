package org.tfmirror.job;

import java.util.Locale;
import org.tfmirror.provider.InvalidNameException;

/** Where an item is on its way {@code pending → downloading → completed | failed | cancelled}. */
public enum ItemStatus {
    /** Not begun, or waiting for its next attempt. */
    PENDING,
    /** The one item of a running job that is being worked on. */
    DOWNLOADING,
    /** In the catalog and in the bucket, verified. */
    COMPLETED,
    /** Given up: a permanent fault, or its attempts used up. */
    FAILED,
    /** Its job was cancelled before it ended. */
    CANCELLED;

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a {@link #wireName()}.
     *
     * @throws InvalidNameException where {@code text} names no state
     */
    public static ItemStatus parse(String text) {
        for (ItemStatus status : values()) {
            if (status.wireName().equals(text)) {
                return status;
            }
        }
        throw new InvalidNameException(text, "an item is pending, downloading, completed, failed or cancelled");
    }
}
