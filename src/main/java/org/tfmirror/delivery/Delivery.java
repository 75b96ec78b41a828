package org.tfmirror.delivery;

/** How an archive's bytes get from the bucket to a client. */
public enum Delivery {
    /** The client is sent to a presigned URL of the bucket: no bandwidth of ours, but it must reach the bucket. */
    REDIRECT,
    /** Through this service: the client needs to reach nothing else. */
    PROXY
}
