package org.tfmirror.audit;

import java.util.Arrays;
import java.util.Optional;

/** The action of an audit entry, as {@code kind.verb}. The names stay in the table for years, so they never change. */
public enum Action {
    /** A download job was submitted. */
    JOB_SUBMIT("job.submit"),
    /** A download job was submitted as a file. */
    JOB_LOAD("job.load"),
    /** A job was stopped. */
    JOB_CANCEL("job.cancel"),
    /** A job's failed and cancelled items were put back. */
    JOB_RETRY("job.retry"),
    /** A package is no longer served, or is to be served again: what was refused is written as this. */
    PACKAGE_BLOCK("package.block"),
    /** A package is served again. */
    PACKAGE_UNBLOCK("package.unblock"),
    /** A package's row and its object were deleted. */
    PACKAGE_DELETE("package.delete"),
    /** A job was submitted that reads packages' objects again. */
    PACKAGE_VERIFY("package.verify"),
    /** A job was submitted that fetches what vouches for packages. */
    PACKAGE_EVIDENCE("package.evidence"),
    /** A package was made to come by a client that asked for it. */
    PACKAGE_DEMAND("package.demand"),
    /** A version was listed without waiting for all its platforms. */
    RELEASE_LIST("release.list"),
    /** A version that is held was let through. */
    HOLD_WAIVE("hold.waive"),
    /** A version is kept out for good. */
    HOLD_REJECT("hold.reject"),
    /** A job was submitted that packs packages into a bundle. */
    BUNDLE_EXPORT("bundle.export"),
    /** A file of a bundle was uploaded. */
    BUNDLE_UPLOAD("bundle.upload"),
    /** A job was submitted that imports a bundle. */
    BUNDLE_IMPORT("bundle.import"),
    /** What another mirror's operators have decided about packages was accepted. */
    BUNDLE_ACCEPT("bundle.accept"),
    /** A job was submitted that takes over archives which lie in the bucket. */
    PACKAGE_ADOPT("package.adopt"),
    /** A subscription was made or changed. */
    SUBSCRIPTION_PUT("subscription.put"),
    /** A subscription was deleted. */
    SUBSCRIPTION_DELETE("subscription.delete"),
    /** Subscriptions were made, changed or deleted by a file. */
    SUBSCRIPTION_LOAD("subscription.load"),
    /** A subscription is due at once. */
    SUBSCRIPTION_RUN("subscription.run"),
    /** A subscription's schedule counts no more. */
    SUBSCRIPTION_PAUSE("subscription.pause"),
    /** A subscription's schedule counts again. */
    SUBSCRIPTION_RESUME("subscription.resume"),
    /** All replicas stop claiming. */
    PROCESSOR_PAUSE("processor.pause"),
    /** All replicas claim again. */
    PROCESSOR_RESUME("processor.resume");

    private final String wireName;

    Action(String wireName) {
        this.wireName = wireName;
    }

    /** The name in JSON and in the database. */
    public String wireName() {
        return wireName;
    }

    /** The action of this {@link #wireName()}; empty where none has it. */
    public static Optional<Action> named(String wireName) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(wireName))
                .findFirst();
    }
}
