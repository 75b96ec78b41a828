package org.tfmirror.console.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is done to a package on a page of its own, where it is explained and confirmed. */
public enum PackageAct {
    BLOCK(
            "Block",
            "It is served no more, and stays in the bucket. Clients that want it get an error, or go on to their"
                    + " next source."),
    DELETE(
            "Delete",
            "The package and its archive are deleted. Clients that have it in their lock files cannot install"
                    + " it from here. A later job may mirror it again, if its origin still has it.");

    private final String label;
    private final String explanation;

    PackageAct(String label, String explanation) {
        this.label = label;
        this.explanation = explanation;
    }

    public String label() {
        return label;
    }

    public String explanation() {
        return explanation;
    }

    /** Below the package's page. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable PackageAct named(String path) {
        for (PackageAct each : values()) {
            if (each.path().equals(path)) {
                return each;
            }
        }
        return null;
    }
}
