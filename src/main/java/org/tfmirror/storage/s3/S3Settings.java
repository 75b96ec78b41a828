package org.tfmirror.storage.s3;

import java.time.Duration;
import java.util.OptionalLong;
import org.tfmirror.provider.DurationText;
import org.tfmirror.storage.StorageConfig;

/**
 * How to talk to the store.
 *
 * @param partSize in bytes, within what S3 allows and an array holds
 * @param requestTimeout for one attempt of a request that carries no archive
 * @param transferTimeout for one attempt at storing a part
 * @param contentMd5 whether bodies carry their MD5, too
 */
record S3Settings(String bucket, int partSize, Duration requestTimeout, Duration transferTimeout, boolean contentMd5) {

    static final int MAX_PARTS = 10_000;
    private static final int MIB = 1024 * 1024;
    private static final int SMALLEST_PART = 5 * MIB;
    private static final int LARGEST_PART = 1024 * MIB;

    S3Settings {
        require(!bucket.isBlank(), "bucket", bucket, "must name a bucket");
        require(
                partSize >= SMALLEST_PART && partSize <= LARGEST_PART,
                "part-size",
                partSize,
                "must be from 5M to 1G, as S3 takes no smaller parts");
        require(
                requestTimeout.toMillis() > 0,
                "request-timeout",
                DurationText.of(requestTimeout),
                "must be longer than 0");
        require(
                transferTimeout.toMillis() > 0,
                "transfer-timeout",
                DurationText.of(transferTimeout),
                "must be longer than 0");
    }

    private static void require(boolean holds, String key, Object found, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("tfmirror.storage.%s: %s, but is %s".formatted(key, rule, found));
        }
    }

    static S3Settings of(StorageConfig config) {
        long partSize = Math.min(config.partSize().asLongValue(), Integer.MAX_VALUE);
        return new S3Settings(
                config.bucket(),
                (int) partSize,
                config.requestTimeout(),
                config.transferTimeout(),
                config.contentMd5());
    }

    /** The part size, in whole MiB, with which an object of this length has at most {@value #MAX_PARTS} parts. */
    int partSizeFor(OptionalLong expectedLength) {
        long least = -Math.floorDiv(-expectedLength.orElse(0), (long) MAX_PARTS * MIB) * MIB;
        if (least > LARGEST_PART) {
            throw new IllegalArgumentException("Longer than S3 can hold: " + expectedLength.orElse(0));
        }
        return (int) Math.max(partSize, least);
    }
}
