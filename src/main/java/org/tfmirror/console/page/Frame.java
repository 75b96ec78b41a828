package org.tfmirror.console.page;

import org.jspecify.annotations.Nullable;
import org.tfmirror.console.session.Sessions.Visitor;

/**
 * What surrounds the content of a page.
 *
 * @param title of the page alone
 * @param section whose link in the navigation is the current one
 * @param visitor null on a page for those who are not logged in
 * @param message what was just done; null for nothing
 */
public record Frame(
        String title,
        Section section,
        @Nullable Visitor visitor,
        @Nullable String message) {

    /** The places of the navigation. */
    public enum Section {
        OVERVIEW("Overview", ""),
        JOBS("Jobs", "jobs"),
        PROVIDERS("Providers", "providers"),
        SUBMIT("Submit", "submit"),
        SUBSCRIPTIONS("Subscriptions", "subscriptions"),
        HOLDS("Holds", "holds"),
        BUNDLES("Bundles", "bundles"),
        AUDIT("Audit", "audit"),
        SETUP("Set up a client", "setup");

        private final String label;
        private final String path;

        Section(String label, String path) {
            this.label = label;
            this.path = path;
        }

        public String label() {
            return label;
        }

        /** Below the console's root. */
        public String path() {
            return path;
        }
    }

    /** Whether the visitor may change anything. */
    public boolean admin() {
        return visitor != null && visitor.admin();
    }

    /** For the forms of the page. */
    public String formToken() {
        return visitor == null ? "" : visitor.formToken();
    }

    public boolean loggedIn() {
        return visitor != null;
    }

    public String name() {
        return visitor == null ? "" : visitor.name();
    }

    /** What may be seen: a viewer submits nothing. */
    public boolean shows(Section place) {
        return place != Section.SUBMIT || admin();
    }

    public Section[] sections() {
        return Section.values();
    }

    public boolean isAt(Section place) {
        return place == section;
    }
}
