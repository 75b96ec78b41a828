package org.tfmirror.admin.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some bundles, newest first.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record BundlePage(List<BundleView> bundles, @Nullable String next) {}
