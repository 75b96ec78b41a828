package org.tfmirror.verify;

import org.tfmirror.provider.PackageHash;

/**
 * What lock files and mirrors say of an archive.
 *
 * @param zh over the archive's bytes
 * @param h1 over its contents
 * @param sizeBytes of the archive
 */
public record ArchiveHashes(PackageHash zh, PackageHash h1, long sizeBytes) {}
