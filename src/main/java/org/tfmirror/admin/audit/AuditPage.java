package org.tfmirror.admin.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.AuditRecord;

/**
 * Some entries of the audit, newest first.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record AuditPage(List<AuditRecord> entries, @Nullable String next) {}
