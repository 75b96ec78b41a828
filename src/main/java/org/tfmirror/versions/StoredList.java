package org.tfmirror.versions;

/**
 * A list as the database has it.
 *
 * @param isAnswer whether it can be given to a client: without another request, or while one is made
 * @param isDue whether the origin is to be asked
 * @param isBeingFetched whether a replica is asking
 */
record StoredList(VersionList list, boolean isAnswer, boolean isDue, boolean isBeingFetched) {}
