package org.tfmirror.admin.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** Warnings about a change whose object no longer exists. */
@RegisterForReflection
public record ChangeWarnings(List<String> warnings) {}
