package org.tfmirror.delivery.access;

/** Who may read the mirror. */
public enum MirrorAccess {
    /** Everybody who reaches it. */
    PUBLIC,
    /** Who has a token; archives are given to whom an answer with their URL was given. */
    TOKEN
}
