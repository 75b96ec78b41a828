package org.tfmirror.admin.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some jobs, newest first.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record JobPage(List<JobView> jobs, @Nullable String next) {}
