package org.tfmirror.console.upkeep;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is decided about a held version on a page of its own, where it is explained and confirmed. */
public enum HoldAct {
    WAIVE("Waive", "The version may come at once, whatever its age. Clients that ask for the newest version get it."),
    REJECT("Reject", "The version is kept out for good. What is mirrored of it already stays and is served.");

    private final String label;
    private final String explanation;

    HoldAct(String label, String explanation) {
        this.label = label;
        this.explanation = explanation;
    }

    public String label() {
        return label;
    }

    public String explanation() {
        return explanation;
    }

    /** Below the hold's address. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable HoldAct named(String path) {
        for (HoldAct each : values()) {
            if (each.path().equals(path)) {
                return each;
            }
        }
        return null;
    }
}
