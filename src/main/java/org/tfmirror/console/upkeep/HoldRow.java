package org.tfmirror.console.upkeep;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;

/**
 * A held version in the list.
 *
 * @param until null where its age is not known
 * @param asked such as {@code 3 times}; empty where no one has asked
 * @param askers who asked first
 * @param decidedBy null where it is undecided
 */
public record HoldRow(
        long id,
        String source,
        String name,
        String version,
        Status status,
        @Nullable Moment until,
        Moment noticed,
        String asked,
        @Nullable Moment lastAsked,
        String askers,
        @Nullable String decidedBy,
        @Nullable Moment decided,
        @Nullable String reason) {

    static HoldRow of(HeldVersion held, Instant now) {
        return new HoldRow(
                held.id(),
                held.provider().toString(),
                held.provider().namespace() + "/" + held.provider().type(),
                held.version().toString(),
                held.status(),
                Moment.of(held.until(), now),
                Objects.requireNonNull(Moment.of(held.noticedAt(), now)),
                held.asked() == 0 ? "" : Amounts.count(held.asked(), "time"),
                Moment.of(held.lastAskedAt(), now),
                String.join(", ", held.askers()),
                held.decidedBy(),
                Moment.of(held.decidedAt(), now),
                held.reason());
    }

    public boolean isHeld() {
        return status == Status.HELD;
    }

    public boolean isWaivable() {
        return status != Status.WAIVED;
    }

    public boolean isRejectable() {
        return status != Status.REJECTED;
    }

    /** As of a state. */
    public String style() {
        return switch (status) {
            case HELD -> "held";
            case WAIVED -> "served";
            case REJECTED -> "blocked";
        };
    }

    /** What is held, in one line. */
    public String title() {
        return name + " " + version;
    }
}
