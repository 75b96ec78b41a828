package org.tfmirror.job;

import org.tfmirror.provider.InvalidNameException;

/** An item's row names no package that this release understands. */
public final class UnreadableItemException extends RuntimeException {

    UnreadableItemException(InvalidNameException cause) {
        super("the item's row cannot be read: " + cause.getMessage(), cause);
    }
}
