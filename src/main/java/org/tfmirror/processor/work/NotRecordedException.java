package org.tfmirror.processor.work;

/** An attempt's result cannot be written; the attempt is settled by the reason instead. */
final class NotRecordedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Exception reason;

    NotRecordedException(Exception reason) {
        super(reason);
        this.reason = reason;
    }

    Exception reason() {
        return reason;
    }
}
