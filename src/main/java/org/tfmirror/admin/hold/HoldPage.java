package org.tfmirror.admin.hold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some held versions, newest first.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record HoldPage(List<HoldView> holds, @Nullable String next) {}
