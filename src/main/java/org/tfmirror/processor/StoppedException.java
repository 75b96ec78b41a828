package org.tfmirror.processor;

/** The work was told to stop; thrown out of whatever it was doing. Not a fault of the item. */
final class StoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final StopSignal.Reason reason;

    StoppedException(StopSignal.Reason reason) {
        super("stopped: " + reason);
        this.reason = reason;
    }

    StopSignal.Reason reason() {
        return reason;
    }
}
