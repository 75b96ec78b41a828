package org.tfmirror.console.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The message of a page about a finished command. The address names it; only these texts can be shown. */
public enum Message {
    SUBMITTED("The job was submitted."),
    CANCELLED("The job is being cancelled."),
    RETRIED("The failed and cancelled packages are tried again."),
    BLOCKED("The package is blocked: it is no longer served."),
    UNBLOCKED("The package is served again."),
    DELETED("The package was deleted."),
    LISTED("The version is listed as it is."),
    VERIFYING("The packages are being read again."),
    FETCHING("What vouches for the packages is being fetched."),
    WAIVED("The version may come: it is no longer held."),
    REJECTED("The version is rejected."),
    SUBSCRIPTION_DUE("The subscription is due: the next free replica runs it."),
    SUBSCRIPTION_PAUSED("The subscription is paused: it runs only when an operator runs it."),
    SUBSCRIPTION_RESUMED("The subscription keeps to its schedule again."),
    SUBSCRIPTION_DELETED("The subscription was deleted. What it has brought stays."),
    ACCEPTED("It was accepted: what its source has decided counts here, too."),
    ACCEPTED_SOME("1,000 were accepted, and more can be: accept again."),
    SUBSCRIPTION_SAVED("The subscription was saved."),
    SUBSCRIPTIONS_LOADED("The subscriptions were saved."),
    UPLOADED("The files have come."),
    EXPORTING("The bundle is being packed."),
    IMPORTING("The bundle is being imported."),
    PAUSED("All replicas are paused: they claim no jobs."),
    RESUMED("All replicas claim jobs again.");

    private final String text;

    Message(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Message named(@Nullable String code) {
        for (Message each : values()) {
            if (each.code().equals(code)) {
                return each;
            }
        }
        return null;
    }
}
