package org.tfmirror.admin.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What there is to say of a change that was made, where the thing changed is no more. */
@RegisterForReflection
public record ChangeWarnings(List<String> warnings) {}
