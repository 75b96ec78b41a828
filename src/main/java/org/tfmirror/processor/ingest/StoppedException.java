package org.tfmirror.processor.ingest;

/** The work was told to stop; the exception ends it at any point. It is no fault of the item. */
public final class StoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final StopSignal.Reason reason;

    public StoppedException(StopSignal.Reason reason) {
        super("stopped: " + reason);
        this.reason = reason;
    }

    public StopSignal.Reason reason() {
        return reason;
    }
}
