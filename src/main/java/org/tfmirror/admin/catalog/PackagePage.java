package org.tfmirror.admin.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some packages, newest first.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record PackagePage(
        List<PackageView> providers, @Nullable String next) {}
