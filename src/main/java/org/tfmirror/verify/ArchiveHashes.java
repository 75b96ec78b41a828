package org.tfmirror.verify;

import org.tfmirror.provider.PackageHash;

/**
 * The hashes of an archive as lock files and mirrors have them.
 *
 * @param zh over the archive's bytes
 * @param h1 over its contents
 * @param sizeBytes of the archive
 */
public record ArchiveHashes(PackageHash zh, PackageHash h1, long sizeBytes) {}
