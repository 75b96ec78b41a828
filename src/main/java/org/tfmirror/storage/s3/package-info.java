/**
 * The object store on S3: its requests, uploads in parts, errors and settings. Other rooms know only
 * {@link org.tfmirror.storage.ObjectStore}.
 *
 * <p>Not here: which keys packages have ({@code storage}). May import: {@code storage}, {@code provider}.
 */
@NullMarked
package org.tfmirror.storage.s3;

import org.jspecify.annotations.NullMarked;
