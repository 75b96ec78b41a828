package org.tfmirror.delivery.access;

/** Access to the mirror. */
public enum MirrorAccess {
    /** Every client that reaches it may read. */
    PUBLIC,
    /** Clients with a token may read. Archives are open to the holder of a URL from an answer. */
    TOKEN
}
