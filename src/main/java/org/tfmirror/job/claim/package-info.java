/**
 * Which package is in which job's hands, or is being removed. Its doors are {@code DownloadClaims} and {@code PackageRemovals}.
 *
 * <p>Not here: claims of jobs ({@code job.queue}). May import: {@code job}, {@code provider}.
 */
@NullMarked
package org.tfmirror.job.claim;

import org.jspecify.annotations.NullMarked;
