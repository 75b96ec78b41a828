package org.tfmirror.delivery;

/** As many clients wait for an archive as may. */
public final class DeliveryQueueFullException extends Exception {

    DeliveryQueueFullException(int waiting) {
        super("%d clients wait for an archive already".formatted(waiting));
    }
}
