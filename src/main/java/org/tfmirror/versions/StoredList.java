package org.tfmirror.versions;

/**
 * An origin's list as it is stored.
 *
 * @param isAnswer whether it can be given to a client: without another request, or while one is made
 * @param isDue whether the origin is to be asked
 * @param isBeingFetched whether a replica is asking
 */
record StoredList(VersionList list, boolean isAnswer, boolean isDue, boolean isBeingFetched) {}
