package org.tfmirror.storage;

/**
 * An upload that was begun, and is neither completed nor aborted.
 *
 * @param id the store's name for it
 */
public record UnfinishedUpload(StorageKey key, String id) {}
