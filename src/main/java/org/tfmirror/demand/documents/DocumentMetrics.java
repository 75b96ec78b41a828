package org.tfmirror.demand.documents;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the documents that contain more than what is mirrored. */
final class DocumentMetrics {

    private final MeterRegistry registry;

    DocumentMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Kind kind : Kind.values()) {
            for (Outcome outcome : Outcome.values()) {
                counter(kind, outcome); // at zero from the start, so that the first is seen as an increase
            }
        }
    }

    /** What is asked for. */
    enum Kind {
        VERSIONS,
        RELEASE
    }

    /** What came of it. */
    enum Outcome {
        /** It was known. */
        HIT,
        /** An origin was asked, or is being asked for another client. */
        MISS,
        /** The policy does not let it come. */
        NOT_ALLOWED,
        /** The version is held. */
        HELD,
        /** The origin does not answer, or not in time. */
        UNAVAILABLE,
        /** The client has asked for too much. */
        TOO_MANY,
        /** What the origin says cannot be verified. */
        NOT_VERIFIED
    }

    void count(Kind kind, Outcome outcome) {
        counter(kind, outcome).increment();
    }

    private Counter counter(Kind kind, Outcome outcome) {
        return registry.counter(
                "tfmirror.demand.documents",
                "kind",
                kind.name().toLowerCase(Locale.ROOT),
                "outcome",
                outcome.name().toLowerCase(Locale.ROOT));
    }
}
